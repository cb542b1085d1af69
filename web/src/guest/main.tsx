import { render } from "preact";
import "../shared/styles/index.css";
import { clock } from "../shared/state/clock.ts";
import { Scope } from "../shared/state/scope.ts";
import { App } from "./app.tsx";
import { GuestDesk } from "./desk.ts";
import "./guest.css";
import "../visit/visit.css";

/**
 * `/join#TOKEN`. The token stays in the fragment, which no server log and no referrer sees, so that a reload comes back to
 * the same place; nothing is kept in the browser's storage.
 */
const TOKEN_LENGTH_MAX = 64;

const app = document.getElementById("app");
if (app) {
  clock.start();
  const token = window.location.hash.slice(1, 1 + TOKEN_LENGTH_MAX);
  render(<App desk={new GuestDesk(new Scope(), token)} />, app);
  // Another link opened in the same tab is another page.
  window.addEventListener("hashchange", () => window.location.reload());
}
