import assert from "node:assert/strict";
import test from "node:test";
import { isEmail } from "./email.ts";

test("slips are caught, addresses of every kind pass", () => {
  const good = ["a@b", "ada@example.org", " ada@example.org ", "o'neil+x@sub.example.co.uk", "jörg@müller.example"];
  const bad = ["", "ada", "ada@", "@example.org", "a b@example.org", "ada@example..org", "ada@example.org,b@example.org", "a@b@c", `${"a".repeat(250)}@b.org`];
  for (const address of good) assert.equal(isEmail(address), true, address);
  for (const address of bad) assert.equal(isEmail(address), false, address);
});
