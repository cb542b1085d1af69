import { staff } from "../../shared/text/index.ts";

import { PageHeading } from "../page-heading.tsx";

const text = staff.visit;

/** The address names a visit that this user has not. */
export function VisitMissing() {
  return (
    <main class="plain-page">
      <PageHeading words={text.notFoundHeading} />
      <p class="ended-reason">{text.notFoundWhat}</p>
      <a class="button button-primary button-middle" href="#/">
        {text.toWaitingRoom}
      </a>
    </main>
  );
}
