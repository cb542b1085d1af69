import { staff } from "../shared/text/index.ts";
import { Toasts } from "../shared/ui/toast.tsx";
import { askToasts } from "./ask-toasts.ts";
import { arrivalToasts } from "./arrival-toasts.ts";
import type { Desk } from "./desk.ts";

const text = staff.alerts;

/** More would take the pictures' room. */
const SHOWN_IN_VISIT_MAX = 2;

/**
 * What is told wherever in the app one is. At the lower end corner of a page; in a visit a part of the stage, above its
 * controls, which they must never cover.
 */
export function Notifications(props: { desk: Desk }) {
  const { desk } = props;
  const toasts = [...askToasts(desk), ...arrivalToasts(desk)];
  const inVisit = desk.route.value.page === "visit";
  return <Toasts toasts={toasts} label={text.label} more={text.more} {...(inVisit ? { shownMax: SHOWN_IN_VISIT_MAX } : {})} />;
}
