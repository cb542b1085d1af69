import link from "lucide-static/icons/link.svg?inner";
import send from "lucide-static/icons/send.svg?inner";
import timer from "lucide-static/icons/timer.svg?inner";
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { GuestRow, Session, Visit } from "../../shared/api/types.ts";
import { Scope } from "../../shared/state/scope.ts";
import { clock } from "../../shared/state/clock.ts";
import { staff } from "../../shared/text/index.ts";
import { countdown } from "../../shared/text/time.ts";
import { Button } from "../../shared/ui/button.tsx";
import { Loading, Notice } from "../../shared/ui/parts.tsx";
import { loadVisit } from "../../visit/load.ts";
import type { VisitStageProps } from "../../visit/stage-props.ts";
import { Notifications } from "../notifications.tsx";
import type { Desk } from "../desk.ts";
import type { FreshLink } from "../room/room-acts.ts";
import { LinkField } from "../room/link-dialog.tsx";
import { hostPanels, panelAtStart } from "./host-panels.tsx";
import { PartingPage } from "./parting-page.tsx";
import { VisitMissing } from "./visit-missing.tsx";

const text = staff.visit;

const ACTIVITY_MS = 30_000;

type Stage = FunctionComponent<VisitStageProps>;

/** The stage's code comes when the first visit opens. */
function useStage(): Stage | undefined {
  const [stage, setStage] = useState<{ view: Stage }>();
  useEffect(() => {
    const scope = new Scope();
    loadVisit(scope, (chunk) => setStage({ view: chunk.VisitStage }));
    return () => scope.end();
  }, []);
  return stage?.view;
}

function deliveryWords(row: GuestRow): string | undefined {
  if (!row.delivery) return undefined;
  return row.delivery.state === "failed"
    ? text.delivery.failed(row.delivery.reason ?? "")
    : text.delivery[row.delivery.state];
}

function freshWords(fresh: FreshLink): string {
  return fresh.copied ? staff.invite.linkCopied : staff.invite.linkNotCopied;
}

/** I4: how long a connect-now link can still be joined, and what to do when it ran out. */
function JoinCountdown(props: { desk: Desk; row: GuestRow }) {
  const { desk, row } = props;
  const { busy, failed } = desk.room.state.value;
  const leftMs = row.expires_at_ms - clock.tick.value;
  const fresh = desk.acts.link.value?.invitationId === row.id ? desk.acts.link.value : undefined;
  const byLink = row.method === "link";
  const title =
    leftMs > 0
      ? text.leftToJoin(row.name || text.theGuest, countdown(leftMs))
      : text.ranOut(row.name || text.theGuestLower);
  return (
    <div class="countdown tabular">
      <Notice
        tone="warn"
        icon={timer}
        quiet
        title={title}
        actions={
          <Button
            variant="outline"
            icon={byLink ? link : send}
            busy={busy.has(row.id) && text.sending}
            onPress={() => void desk.acts.act(row.id, "send-again")}
          >
            {byLink && leftMs > 0 ? staff.room.copyLink : text.sendAgain}
          </Button>
        }
      >
        {failed.has(row.id) ? text.actionFailed : fresh ? freshWords(fresh) : deliveryWords(row)}
      </Notice>
      {fresh && !fresh.copied && <LinkField link={fresh.link} />}
      {leftMs <= 0 && (
        <p class="hidden-text" role="alert">
          {title}
        </p>
      )}
    </div>
  );
}

/** Who has been invited to this visit by a connect-now link and has not come yet. */
function awaited(desk: Desk, visit: Visit): GuestRow | undefined {
  for (const row of desk.room.state.value.guests.values()) {
    if (row.visit_id === visit.id && row.kind === "connect_now" && row.state === "invited") return row;
  }
  return undefined;
}

export function VisitPage(props: { desk: Desk; session: Session; visitId: string }) {
  const { desk, session, visitId } = props;
  const StageView = useStage();
  const { visit, presence } = desk.room.state.value;
  const parting = desk.partings.now.value;

  useEffect(() => {
    if (!parting) document.title = text.title;
  }, [!parting]);
  useEffect(() => {
    desk.visitPanel.value = panelAtStart();
    // Whoever talks for an hour touches nothing: a visit is activity enough (S2), one that is missing or over is none.
    const scope = new Scope();
    scope.every(ACTIVITY_MS, () => {
      if (desk.inVisit) desk.live.activity();
    });
    return () => scope.end();
  }, []);

  if (desk.visitLookup.value === "missing") return <VisitMissing />;
  if (parting?.visitId === visitId) return <PartingPage desk={desk} parting={parting} />;
  if (!visit || visit.id !== visitId || visit.state !== "running" || !StageView) {
    return (
      <main class="plain-page">
        <Loading label={text.loading} />
      </main>
    );
  }

  const row = awaited(desk, visit);
  return (
    <StageView
      live={desk.live}
      visit={visit}
      presence={presence}
      self={{ id: session.user.id, name: session.user.name, role: "host" }}
      practice={session.practice}
      media={desk.own.take()}
      muted={desk.own.muted}
      videoStopped={desk.own.videoStopped}
      onLeave={() => void desk.leaveVisit(visit.id)}
      onEnd={() => void desk.endVisit(visit.id)}
      panels={hostPanels(desk, session, visit)}
      notice={
        <>
          {row && <JoinCountdown desk={desk} row={row} />}
          <Notifications desk={desk} />
        </>
      }
    />
  );
}
