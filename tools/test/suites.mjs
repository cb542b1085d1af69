// What `make test` consists of, in the order in which it starts. `when`: "long" is for make test-long only,
// "short" for make test only; `after`: suites that must have ended; `alone`: nothing else runs beside it but the suite that `beside` names.
import { join } from "node:path";
import { fuzzAll } from "../fuzz/fuzz.mjs";
import { root } from "../lib/command.mjs";
import { lint } from "../lint/lint.mjs";
import { runMutations } from "../mutations/mutations.mjs";
import { buildMeson, mesonTests, SANITIZER_ENV } from "./meson.mjs";
import { nodeTests } from "./node.mjs";
import { simulate } from "./simulate.mjs";

/** What decides over a change tries the same inputs each time; `make fuzz` and the long run draw theirs. */
const FUZZ_SHORT = { seconds: 10, runs: 100_000, seed: 1 };
const FUZZ_SECONDS_LONG = 600;

const SIM_SEQUENCES_LONG = 10_000;

const E2E_LIMIT_MS = 1_500_000;
/** Browser tests that mostly wait for a grace, a minute or an expiry to pass, or for a server that is away: others use the processor meanwhile. */
const PATIENT = "door,ends,parting";
/** Browser tests that cut a network: at each change of the machine's interfaces Chromium gives up every request that is under way, everybody's. */
const CUTTING = "alerts,reconnect,wait";
const LONG_LIMIT_MS = 7_200_000;

/** The server of the browser and crash tests, with every read and write checked; it must also end without a leak. */
const CHECKED = { ...SANITIZER_ENV, ANTEROOM_BINARY: join(root, "build/check/server/anteroom") };

const SANITIZED = ["-Dbuildtype=debugoptimized", "-Db_lundef=false"];

export const suites = [
  { name: "build-release", run: (context) => buildMeson(context, "build/release", []) },
  { name: "lint", after: ["build-release"], run: lint },
  { name: "web-unit", run: (context) => nodeTests(context, "web/src/**/*.test.ts", { concurrency: 2 }) },
  {
    name: "c-address",
    run: (context) => mesonTests(context, "build/check", [...SANITIZED, "-Db_sanitize=address,undefined"]),
  },
  {
    name: "c-threads",
    run: (context) => mesonTests(context, "build/tsan", [...SANITIZED, "-Db_sanitize=thread"]),
  },
  { name: "crash", alone: true, when: "short", after: ["build-release"], run: (context) => nodeTests(context, "tests/crash/*.test.mjs") },
  {
    name: "crash-long",
    when: "long",
    alone: true,
    after: ["build-release"],
    run: (context) => nodeTests(context, "tests/crash/*.test.mjs", { env: { CRASH_CYCLES: "200" }, limitMs: LONG_LIMIT_MS }),
  },
  {
    name: "c-crash-long",
    when: "long",
    alone: true,
    after: ["c-address"],
    run: (context) =>
      mesonTests(context, "build/check", [...SANITIZED, "-Db_sanitize=address,undefined"], { suite: "crash", env: { CRASH_CYCLES: "400" } }),
  },
  {
    name: "simulator-long",
    when: "long",
    alone: true,
    after: ["build-release"],
    run: (context) => simulate(context, SIM_SEQUENCES_LONG),
  },
  {
    name: "crash-address",
    alone: true,
    when: "short",
    after: ["c-address"],
    run: (context) => nodeTests(context, "tests/crash/*.test.mjs", { env: { ...CHECKED, CRASH_CYCLES: "3" } }),
  },
  {
    name: "e2e-address",
    alone: true,
    after: ["c-address"],
    run: (context) => nodeTests(context, "tests/e2e/{visit,restart,sms}.test.mjs", { env: CHECKED, limitMs: E2E_LIMIT_MS }),
  },
  { name: "hardening", after: ["build-release"], run: (context) => nodeTests(context, "tests/hardening/*.test.mjs") },
  {
    name: "e2e-network",
    alone: true,
    after: ["build-release"],
    run: (context) => nodeTests(context, `tests/e2e/{${CUTTING}}.test.mjs`, { limitMs: E2E_LIMIT_MS }),
  },
  {
    name: "e2e-patient",
    alone: true,
    after: ["build-release"],
    run: (context) => nodeTests(context, `tests/e2e/{${PATIENT}}.test.mjs`, { limitMs: E2E_LIMIT_MS }),
  },
  {
    name: "e2e",
    alone: true,
    beside: "e2e-patient",
    after: ["build-release"],
    run: (context) => nodeTests(context, "tests/e2e/*.test.mjs", { except: `tests/e2e/{${PATIENT},${CUTTING}}.test.mjs`, limitMs: E2E_LIMIT_MS }),
  },
  {
    name: "fuzz",
    when: "short",
    alone: true,
    run: (context) => fuzzAll({ ...FUZZ_SHORT, log: context.log("build") }),
  },
  {
    name: "e2e-long",
    when: "long",
    alone: true,
    after: ["build-release"],
    run: (context) => nodeTests(context, "tests/e2e/long/*.test.mjs", { limitMs: LONG_LIMIT_MS }),
  },
  { name: "mutations", when: "long", alone: true, run: () => runMutations() },
  {
    name: "fuzz-long",
    when: "long",
    alone: true,
    run: (context) => fuzzAll({ seconds: FUZZ_SECONDS_LONG, log: context.log("build") }),
  },
];
