import type { ComponentChildren } from "preact";
import type { Session, Visit } from "../../shared/api/types.ts";
import { common, staff } from "../../shared/text/index.ts";
import { clockTime, length } from "../../shared/text/time.ts";
import { Loading } from "../../shared/ui/parts.tsx";
import type { Desk } from "../desk.ts";
import { PageHeading } from "../page-heading.tsx";
import { VisitMissing } from "./visit-missing.tsx";

const text = staff.visit;

function Facts(props: { visit: Visit; zone: string }) {
  const { visit } = props;
  const names = visit.participants
    .filter((person) => person.role !== "host")
    .map((person) => person.name || staff.alerts.someone);
  const facts: { term: string; value: string }[] = [];
  if (names.length > 0) facts.push({ term: text.with, value: common.list(names) });
  facts.push({ term: text.started, value: clockTime(visit.started_at_ms, props.zone) });
  if (visit.ended_at_ms !== undefined) {
    facts.push({ term: text.length, value: length(visit.ended_at_ms - visit.started_at_ms) });
  }
  return (
    <dl class="card facts">
      {facts.map((fact) => (
        <div key={fact.term} class="fact">
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** After a visit: with whom, when, how long. */
export function EndedPage(props: { desk: Desk; session: Session; visitId: string; userMenu: ComponentChildren }) {
  const { desk, visitId } = props;
  const { visit } = desk.room.state.value;
  if (desk.visitLookup.value === "missing") return <VisitMissing />;
  return (
    <div class="ended">
      <header class="plain-head">
        <span />
        {props.userMenu}
      </header>
      <main class="plain-page">
        {visit?.id === visitId ? (
          <>
            <PageHeading words={text.endedHeading} />
            {visit.ended_reason && <p class="ended-reason">{text.endedReason[visit.ended_reason]}</p>}
            <Facts visit={visit} zone={props.session.practice.zone} />
            <a class="button button-primary button-middle" href="#/">
              {text.toWaitingRoom}
            </a>
          </>
        ) : (
          <Loading label={text.loading} />
        )}
      </main>
    </div>
  );
}
