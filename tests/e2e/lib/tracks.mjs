// Which of a person's devices their page has open.

/** Runs before the page's own code: keeps every track of camera and microphone that the page was given. */
export function keepTracks() {
  window.tracksOfThisPage = [];
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await original(wanted);
    window.tracksOfThisPage.push(...stream.getTracks());
    return stream;
  };
}

export const liveTracks = (person) => person.page.evaluate(() => window.tracksOfThisPage.filter((track) => track.readyState === "live").length);
