import mic from "lucide-static/icons/mic.svg?inner";
import { useEffect, useRef } from "preact/hooks";
import { Scope } from "../state/scope.ts";
import { devices as words } from "../text/en/devices.ts";
import { cx } from "../ui/cx.ts";
import { Icon } from "../ui/icon.tsx";
import type { LocalMedia } from "./local-media.ts";
import { SoundMeter } from "./probe.ts";

/** What the others would see and hear: one's own picture, and a bar that moves with one's voice. Its place is kept while the test opens the devices. */
export function DevicePreview(props: { media: LocalMedia; testing: boolean }) {
  const camera = props.media.camera.value;
  const microphone = props.media.microphone.value;
  return (
    <div class={cx("preview", props.testing && "preview-testing")}>
      {camera.state === "live" && <OwnPicture track={camera.track} />}
      {microphone.state === "live" && <SoundLevel track={microphone.track} />}
    </div>
  );
}

/** A person knows themselves from the mirror. */
export function OwnPicture(props: { track: MediaStreamTrack }) {
  const picture = useRef<HTMLVideoElement>(null);
  const { track } = props;
  useEffect(() => {
    const element = picture.current;
    if (!element) return undefined;
    element.srcObject = new MediaStream([track]);
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return <video ref={picture} class="own-video" autoplay playsInline muted aria-label={words.ownPicture} />;
}

const DRAW_EVERY_MS = 60;

function SoundLevel(props: { track: MediaStreamTrack }) {
  const bar = useRef<HTMLSpanElement>(null);
  const { track } = props;
  useEffect(() => {
    const scope = new Scope();
    const meter = new SoundMeter(scope, track);
    scope.every(DRAW_EVERY_MS, () => {
      if (bar.current) bar.current.style.transform = `scaleX(${meter.loudness().toFixed(2)})`;
    });
    return () => scope.end();
  }, [track]);
  return (
    <div class="level" role="img" aria-label={words.soundLevel}>
      <Icon of={mic} />
      <span class="level-well">
        <span ref={bar} class="level-bar" />
      </span>
    </div>
  );
}
