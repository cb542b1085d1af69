import { isolate } from "../isolate.ts";

/** Words that more than one page uses. */
export const common = {
  productName: "Anteroom",
  guestTitle: "Video visit",
  portalTitle: "Your appointments",
  close: "Close",
  dismiss: "Dismiss",
  cancel: "Cancel",
  cannotStart: {
    heading: "This browser cannot show the page",
    what: "Open it in a current Chrome, Edge, Firefox or Safari. On a phone, update the system first: the browser comes with it.",
  },
  noScript: {
    heading: "This page needs JavaScript",
    what: "Your browser has it switched off. Switch it on in the browser's settings and open the page again, or use a current Chrome, Edge, Firefox or Safari.",
  },
  list: (items: readonly string[]): string => {
    const parts = items.map(isolate);
    return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1] ?? ""}`;
  },
};
