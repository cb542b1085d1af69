import { render } from "preact";
import "../shared/styles/index.css";
import "./staff.css";
import { clock } from "../shared/state/clock.ts";
import { App } from "./app.tsx";
import "../visit/visit.css";

clock.start();
const app = document.getElementById("app");
if (app) render(<App />, app);
