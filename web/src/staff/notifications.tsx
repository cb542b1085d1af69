import { staff } from "../shared/text/index.ts";
import { Toasts } from "../shared/ui/toast.tsx";
import { askToasts } from "./ask-toasts.ts";
import { arrivalToasts } from "./arrival-toasts.ts";
import type { Desk } from "./desk.ts";

const text = staff.alerts;

/**
 * What is told wherever in the app one is. At the lower end corner of a page; in a visit a part of the stage, above its
 * controls, which they must never cover.
 */
export function Notifications(props: { desk: Desk }) {
  return <Toasts toasts={[...askToasts(props.desk), ...arrivalToasts(props.desk)]} label={text.label} more={text.more} />;
}
