// The guarantee about memory that wasm-opt relies on: the lowest KiB is never used.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Session } from "../../www/pkg/initscope.js";
import { config, memory, names, thrownBy } from "./engine.js";

test("the stack, which grows down from 1 MiB to address 0, uses only its upper half", () => {
  for (const fragment of ["", "#preset=deep-batchnorm", "#norm=layer&hidden=512x10&batch=256&context=8&emb=64"]) {
    const session = new Session(names, config(fragment), 1);
    session.advance(10);
    session.write_frame();
    session.ask({ kind: "ways" });
    session.answer_for(1);
    session.sample(2, 1);
    session.show_preactivations(true);
    session.write_frame();
    session.ask({ kind: "survey" });
    session.answer_for(1);
    session.set_plan("20:0.1");
    assert.ok(session.strips().length > 0 && session.verdicts().length > 0 && session.strips_info().columns > 0);
    assert.ok(thrownBy(() => session.set_text(new Uint8Array([0xff]), 2)).length > 0);
    assert.match(session.checksum(), /^[0-9a-f]{16}$/);
    session.free();
  }
  const lowest = new Uint8Array(memory.buffer).findIndex((byte) => byte !== 0);
  assert.ok(lowest > 2 ** 19 && lowest < 2 ** 20, `the lowest byte written to is ${lowest}`);
});
