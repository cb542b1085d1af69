// Writes the web's types from schema/openapi.yaml. With --check it writes nothing and fails when they are out of date.
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const schema = new URL("../schema/openapi.yaml", import.meta.url);
const output = new URL("../web/src/shared/api/schema.ts", import.meta.url);

const source = `// Generated from schema/openapi.yaml by tools/api-types.mjs (npm run types).\n${astToString(await openapi(schema))}`;
if (process.argv.includes("--check")) {
  let found = "";
  try {
    found = readFileSync(output, "utf8");
  } catch {
    // A missing file is out of date like any other.
  }
  if (found !== source) {
    console.error("web/src/shared/api/schema.ts does not match schema/openapi.yaml: npm run types");
    process.exit(1);
  }
} else {
  writeFileSync(output, source);
}
