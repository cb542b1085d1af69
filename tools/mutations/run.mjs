// tests/mutations/run: see tests/mutations/README.md.
import { endWithUs } from "../lib/command.mjs";
import { runMutations } from "./mutations.mjs";

endWithUs();

const result = await runMutations({ only: process.argv[2] ?? "", print: console.log });
console.log(`${result.passed} passed, ${result.failed} failed`);
process.exit(result.failed > 0 || result.passed === 0 ? 1 : 0);
