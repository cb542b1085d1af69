import { staff } from "../../shared/text/index.ts";

const words = staff.people.failed;

/** Why a press upon somebody in the visit, or at its door, did nothing. */
export function actProblem(id: string): string {
  return id in words ? words[id as keyof typeof words] : words.other;
}
