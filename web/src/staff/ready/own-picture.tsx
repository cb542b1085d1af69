import videoOff from "lucide-static/icons/video-off.svg?inner";
import { useEffect, useRef } from "preact/hooks";
import type { LocalMedia } from "../../shared/devices/local-media.ts";
import { staff } from "../../shared/text/index.ts";
import { Icon } from "../../shared/ui/icon.tsx";

const text = staff.ready;

/** One's own picture as a mirror shows it; nobody else sees it yet. */
export function OwnPicture(props: { media: LocalMedia; stopped: boolean }) {
  const element = useRef<HTMLVideoElement>(null);
  const camera = props.media.camera.value;
  const track = camera.state === "live" && !props.stopped ? camera.track : null;

  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = track ? new MediaStream([track]) : null;
    if (track) video.play().catch(() => undefined);
  }, [track]);

  const words = camera.state === "failed" && !props.stopped ? text.noCamera : text.noPicture;
  return (
    <div class="own-picture">
      <video ref={element} class="own-picture-video" muted playsInline hidden={!track} />
      {!track && (props.stopped || camera.state !== "opening") && (
        <div class="own-picture-none">
          <Icon of={videoOff} />
          <p>{words}</p>
        </div>
      )}
      <span class="own-picture-plate">{text.you}</span>
    </div>
  );
}
