import assert from "node:assert/strict";
import test from "node:test";
import { isMobile } from "./mobile.ts";

test("a number needs its country code; how it is grouped does not matter", () => {
  const good = ["+447700900182", "+44 7700 900 182", "0044 7700-900182", "+44 (0)7700 900182", " +1.202.555.0143 ", "+43/660/1234567"];
  const bad = ["", "07700 900182", "7700900182", "+0447700900182", "+44", "+12345678901234567", "+44 7700 900x82", "+44;7700900182", "ada"];
  for (const number of good) assert.equal(isMobile(number), true, number);
  for (const number of bad) assert.equal(isMobile(number), false, number);
});
