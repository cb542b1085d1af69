// What `make test` consists of, in the order in which it starts. `when`: "long" is for make test-long only,
// "short" for make test only; `after`: suites that must have ended; `alone`: nothing else runs beside it.
import { fuzzAll } from "../fuzz/fuzz.mjs";
import { buildMeson, mesonTests } from "./meson.mjs";

const FUZZ_SECONDS = 20;
const FUZZ_SECONDS_LONG = 600;

const SANITIZED = ["-Dbuildtype=debugoptimized", "-Db_lundef=false"];

export const suites = [
  { name: "build-release", run: (context) => buildMeson(context, "build/release", []) },
  {
    name: "c-address",
    run: (context) => mesonTests(context, "build/check", [...SANITIZED, "-Db_sanitize=address,undefined"]),
  },
  {
    name: "c-threads",
    run: (context) => mesonTests(context, "build/tsan", [...SANITIZED, "-Db_sanitize=thread"]),
  },
  {
    name: "fuzz",
    when: "short",
    alone: true,
    run: (context) => fuzzAll({ seconds: FUZZ_SECONDS, log: context.log("build") }),
  },
  {
    name: "fuzz-long",
    when: "long",
    alone: true,
    run: (context) => fuzzAll({ seconds: FUZZ_SECONDS_LONG, log: context.log("build") }),
  },
];
