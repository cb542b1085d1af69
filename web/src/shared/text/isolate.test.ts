import assert from "node:assert/strict";
import { test } from "node:test";
import { common } from "./en/common.ts";
import { isolate } from "./isolate.ts";

test("names from right to left keep their order in a list; others stay as they are", () => {
  assert.equal(isolate("Amara Osei"), "Amara Osei");
  assert.equal(isolate("欧阳建国"), "欧阳建国");
  assert.equal(isolate("فاطمة"), "\u2068فاطمة\u2069");
  assert.equal(common.list(["דוד", "Amara Osei", "فاطمة"]), "\u2068דוד\u2069, Amara Osei and \u2068فاطمة\u2069");
});
