// make fuzz: builds the targets of fuzz/ with libFuzzer and runs each for --seconds, starting from its corpus. What it finds that
// is new goes to build/fuzz-found/NAME/, never into the committed corpus by itself; a crash is kept there and fails the run.
import { parseArgs } from "node:util";
import { endWithUs } from "../lib/command.mjs";
import { fuzzAll } from "./fuzz.mjs";

endWithUs();

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "600" }, only: { type: "string", default: "" } },
});
const result = await fuzzAll({ seconds: Number(values.seconds), only: values.only, print: console.log });
for (const failure of result.failures) console.log(failure);
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exit(result.failed > 0 || result.passed === 0 ? 1 : 0);
