// The loader of late parts: a part is created once, a failure is reported, and the next call tries again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createLazy } from "../../www/app/ui/lazy.js";

test("a part is created once, however often it is requested while it loads", async () => {
  let made = 0;
  const part = createLazy(
    async () => {
      made += 1;
      return { number: made };
    },
    () => assert.fail("nothing failed"),
  );
  assert.deepEqual([part.isBegun(), part.loaded()], [false, null]);
  const both = Promise.all([part.load(), part.load()]);
  assert.deepEqual([part.isBegun(), part.loaded()], [true, null]);
  const [one, other] = await both;
  assert.equal(one, other);
  assert.equal(await part.load(), part.loaded());
  assert.deepEqual([part.loaded(), made], [{ number: 1 }, 1]);
});

test("a failure is reported once for all pending calls, and the next call tries again", async () => {
  const outcomes = [new Error("no network"), "part"];
  /** @type {unknown[]} */
  const reasons = [];
  const part = createLazy(
    async () => {
      const outcome = outcomes.shift();
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    (reason) => reasons.push(reason),
  );
  assert.deepEqual(await Promise.all([part.load(), part.load()]), [null, null]);
  assert.deepEqual([reasons.map(String), part.isBegun()], [["Error: no network"], false]);
  assert.equal(await part.load(), "part");
  assert.equal(reasons.length, 1);
});

test("repeated requests are notified once the part is loaded, and a failure is not repeated", async () => {
  let notified = 0;
  const part = createLazy(
    async () => "part",
    () => assert.fail("nothing failed"),
  );
  const tell = () => {
    notified += 1;
  };
  await Promise.all([part.begin(tell), part.begin(tell)]);
  await part.begin(tell);
  assert.equal(notified, 2);
  let failures = 0;
  const missing = createLazy(
    () => Promise.reject(new Error("no network")),
    () => {
      failures += 1;
    },
  );
  for (const _ of [1, 2, 3]) await missing.begin(() => assert.fail("it is not there"));
  assert.equal(failures, 1);
});
