import doorOpen from "lucide-static/icons/door-open.svg?inner";
import { staff } from "../shared/text/index.ts";
import type { Toast } from "../shared/ui/toast.tsx";
import type { Desk } from "./desk.ts";
import { requestKey, untold } from "./visit/door-state.ts";
import { actProblem } from "./visit/act-problem.ts";
import { PEOPLE_PANEL } from "./visit/panel-ids.ts";

const text = staff.people;

/** A6: who asks to join the host's visit, the first who asked first. Not while the list of them is open. */
export function askToasts(desk: Desk): readonly Toast[] {
  const { visit, failed } = desk.room.state.value;
  const route = desk.route.value;
  const listed = route.page === "visit" && route.visitId === visit?.id && desk.visitPanel.value === PEOPLE_PANEL;
  if (listed) return [];
  return untold(visit, desk.asksPutAway.value).map((person): Toast => {
    const problem = failed.get(person.id);
    return {
      id: `ask-${person.id}`,
      icon: doorOpen,
      text: text.asksToJoin(person.name || staff.alerts.someone),
      ...(problem === undefined ? {} : { problem: actProblem(problem) }),
      actions: [
        { label: text.admit, onPress: () => void desk.acts.act(person.id, "admit") },
        { label: text.deny, onPress: () => void desk.acts.act(person.id, "deny") },
      ],
      onDismiss: () => desk.putAskAway(requestKey(person)),
    };
  });
}
