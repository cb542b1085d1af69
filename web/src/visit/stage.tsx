import logOut from "lucide-static/icons/log-out.svg?inner";
import mic from "lucide-static/icons/mic.svg?inner";
import micOff from "lucide-static/icons/mic-off.svg?inner";
import phone from "lucide-static/icons/phone.svg?inner";
import video from "lucide-static/icons/video.svg?inner";
import videoOff from "lucide-static/icons/video-off.svg?inner";
import volume2 from "lucide-static/icons/volume-2.svg?inner";
import wifiOff from "lucide-static/icons/wifi-off.svg?inner";
import type { Signal } from "@preact/signals";
import { useEffect, useId, useMemo, useRef } from "preact/hooks";
import { clock } from "../shared/state/clock.ts";
import { visit as words } from "../shared/text/en/visit.ts";
import { clockTime } from "../shared/text/time.ts";
import { Button } from "../shared/ui/button.tsx";
import { cx } from "../shared/ui/cx.ts";
import { Icon } from "../shared/ui/icon.tsx";
import { Notice } from "../shared/ui/parts.tsx";
import { PracticeMark } from "../shared/ui/practice-mark.tsx";
import { StageModel } from "./model.ts";
import { closedPanel, controlId, ownPanels, Panel, type StagePanel, type StagePanels } from "./panel.tsx";
import { Playback } from "./playback.ts";
import { runningTime } from "./running-time.ts";
import type { VisitStageProps } from "./stage-props.ts";
import { TileView } from "./tile.tsx";
import { largeTile, tilesOf, type Tile } from "./tiles.ts";

/** The visit, for host and guest: pictures, sound, and the controls. */
export function VisitStage(props: VisitStageProps) {
  const model = useMemo(() => new StageModel(props), []);
  const playback = useMemo(() => new Playback(), []);
  useEffect(() => () => model.end(), [model]);
  const ownOpen = useMemo(closedPanel, []);
  const panels = props.panels ?? ownPanels(props, ownOpen);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const stage = model.store.state.value;
  const own = {
    id: props.self.id,
    name: props.self.name,
    camera: model.media.camera.value,
    microphone: model.media.microphone.value,
    muted: model.muted.value,
    videoStopped: model.videoStopped.value,
  };
  const tiles = tilesOf(props.visit, props.presence, stage, own);
  const large = largeTile(tiles, stage);
  const others = tiles.filter((tile) => !tile.self).map((tile) => tile.name);
  return (
    <div class="stage dark-part">
      <header class="stage-top">
        <PracticeMark practice={props.practice} small />
        <span class="stage-practice">{props.practice.name}</span>
        <RunningTime startedAtMs={props.visit.started_at_ms} />
      </header>
      <main class="stage-main">
        <h1 ref={heading} class="hidden-text" tabIndex={-1}>
          {words.title(others)}
        </h1>
        <div class="stage-middle">
          <div class={cx("tiles", `tiles-${Math.min(tiles.length, 9)}`)}>
            {tiles.map((tile) => (
              <TileView
                key={tile.id}
                tile={tile}
                sound={soundOf(stage.feeds.get(tile.id)?.get("microphone"))}
                large={tile === large}
                playback={playback}
              />
            ))}
          </div>
          <OpenPanel panels={panels} />
        </div>
        <StageNotices props={props} model={model} playback={playback} />
        {props.notice}
        <Controls props={props} model={model} tiles={tiles} panels={panels} />
      </main>
    </div>
  );
}

function soundOf(feed: { track: MediaStreamTrack } | undefined): MediaStreamTrack | null {
  return feed?.track ?? null;
}

/** A panel that is open when the stage comes up leaves the focus where it is. */
function OpenPanel(props: { panels: StagePanels }) {
  const { list, open } = props.panels;
  const first = useRef(open.peek());
  const panel = list.find((each) => each.id === open.value);
  if (open.value !== first.current) first.current = null;
  if (!panel) return null;
  return (
    <Panel
      panel={panel}
      takesFocus={first.current === null}
      onClose={() => {
        open.value = null;
      }}
    />
  );
}

function RunningTime(props: { startedAtMs: number }) {
  return (
    <span class="stage-time tabular">
      <span class="hidden-text">{words.time} </span>
      {runningTime(clock.tick.value - props.startedAtMs)}
    </span>
  );
}

/** What is wrong at the moment, in words, above the controls and over nobody's face. */
function StageNotices({ props, model, playback }: { props: VisitStageProps; model: StageModel; playback: Playback }) {
  const { link } = model.store.state.value;
  const microphone = model.media.microphone.value;
  const away = props.self.role === "host" ? undefined : props.visit.host_away_until_ms;
  return (
    <div class="stage-notices" aria-live="polite">
      {link === "lost" && (
        <Notice tone="warn" icon={wifiOff} title={words.connectionLostTitle}>
          {words.connectionLost}
        </Notice>
      )}
      {microphone.state === "failed" && (
        <Notice tone="warn" icon={micOff} title={words.microphoneTitle(microphone.failure)}>
          {words.microphoneWhat}
        </Notice>
      )}
      {microphone.state === "interrupted" && (
        <Notice tone="warn" icon={micOff} title={words.microphoneHeldTitle}>
          {words.microphoneHeld}
        </Notice>
      )}
      {away !== undefined && (
        <Notice tone="warn" title={words.hostAwayTitle}>
          {words.hostAway(clockTime(away, props.practice.zone))}
        </Notice>
      )}
      {playback.soundHeld.value && (
        <Notice
          tone="plain"
          icon={volume2}
          title={words.soundBlocked}
          actions={
            <Button variant="primary" size="middle" onPress={() => playback.turnOnSound()}>
              {words.turnOnSound}
            </Button>
          }
        />
      )}
    </div>
  );
}

function Controls({
  props,
  model,
  tiles,
  panels,
}: {
  props: VisitStageProps;
  model: StageModel;
  tiles: readonly Tile[];
  panels: StagePanels;
}) {
  const muted = model.muted.value;
  const stopped = tiles.some((tile) => tile.self && tile.reason !== null && tile.reason.kind !== "own_camera_opening");
  return (
    <div class="controls" role="group" aria-label={words.controls}>
      <div class="control-group">
        <Control raised off={muted} icon={muted ? micOff : mic} onPress={() => model.setMuted(!muted)}>
          {muted ? words.unmute : words.mute}
        </Control>
        <Control raised off={stopped} icon={stopped ? videoOff : video} onPress={() => model.setVideoStopped(!stopped)}>
          {stopped ? words.startVideo : words.stopVideo}
        </Control>
      </div>
      <div class="control-group">
        {panels.list.map((panel) => (
          <PanelControl key={panel.id} panel={panel} open={panels.open} />
        ))}
      </div>
      <div class="control-group control-group-end">
        <Control icon={logOut} onPress={props.onLeave}>
          {words.leave}
        </Control>
        {props.onEnd && (
          <Control hangup icon={phone} onPress={props.onEnd}>
            {words.endVisit}
          </Control>
        )}
      </div>
    </div>
  );
}

/** What the white pill can show. */
const COUNT_MAX = 99;

/** The control of a panel, with a white pill that counts who waits to join; its name stays the panel's. */
function PanelControl(props: { panel: StagePanel; open: Signal<string | null> }) {
  const { panel, open } = props;
  const countId = useId();
  const waits = panel.waitingCount > 0;
  const isOpen = open.value === panel.id;
  return (
    <div class="control-place">
      <Control
        id={controlId(panel)}
        icon={panel.icon}
        expanded={isOpen}
        describedBy={waits && countId}
        onPress={() => {
          open.value = isOpen ? null : panel.id;
        }}
      >
        {panel.label}
      </Control>
      {waits && (
        <span class="control-pill" aria-hidden="true">
          {Math.min(panel.waitingCount, COUNT_MAX)}
        </span>
      )}
      {waits && (
        <span id={countId} class="hidden-text">
          {words.people.waitToJoin(panel.waitingCount)}
        </span>
      )}
    </div>
  );
}

/** Icon over word. Off inverts to a light button; only End visit is red. */
function Control(props: {
  icon: string;
  id?: string;
  /** It opens a panel: whether that is open. */
  expanded?: boolean;
  describedBy?: string | false;
  raised?: boolean;
  off?: boolean;
  hangup?: boolean;
  onPress: () => void;
  children: string;
}) {
  return (
    <button
      type="button"
      id={props.id}
      aria-describedby={props.describedBy || undefined}
      aria-expanded={props.expanded}
      class={cx(
        "control",
        props.expanded && "control-open",
        props.raised && "control-raised",
        props.off && "control-off",
        props.hangup && "control-hangup",
      )}
      onClick={props.onPress}
    >
      <Icon of={props.icon} {...(props.hangup ? { class: "icon-hangup" } : {})} />
      <span>{props.children}</span>
    </button>
  );
}
