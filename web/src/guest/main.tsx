import { render } from "preact";
import "../shared/styles/index.css";
import { common } from "../shared/text/index.ts";

const app = document.getElementById("app");
if (app) render(<h1>{common.guestTitle}</h1>, app);
