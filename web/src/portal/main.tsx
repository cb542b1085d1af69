import { render } from "preact";
import "../shared/styles/index.css";
import { clock } from "../shared/state/clock.ts";
import { Scope } from "../shared/state/scope.ts";
import "../guest/guest.css";
import { App } from "./app.tsx";
import { PortalDesk } from "./desk.ts";
import "./portal.css";

const app = document.getElementById("app");
if (app) {
  clock.start();
  render(<App desk={new PortalDesk(new Scope())} />, app);
}
