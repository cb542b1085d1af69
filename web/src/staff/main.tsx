import { render } from "preact";
import "../shared/styles/index.css";
import { staff } from "../shared/text/index.ts";

const app = document.getElementById("app");
if (app) render(<h1>{staff.signIn.heading}</h1>, app);
