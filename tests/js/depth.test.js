// The depth profile: when it is shown, and the range of the last frames.

import assert from "node:assert/strict";
import { test } from "node:test";
import { showsProfile } from "../../www/app/page/sight.js";
import { createRecent } from "../../www/app/panels/depth/recent.js";

test("layers are a profile from nine on, or where a person wants one; never in Compare, over time, or a single one", () => {
  const lab = /** @type {const} */ ({ view: "lab", tab: "now", profile: null });
  assert.deepEqual(
    [1, 2, 8, 9, 64].map((layers) => showsProfile(lab, layers)),
    [false, false, false, true, true],
  );
  assert.equal(showsProfile({ ...lab, profile: false }, 64), false);
  assert.equal(showsProfile({ ...lab, profile: true }, 2), true);
  assert.equal(showsProfile({ ...lab, profile: true }, 1), false);
  assert.equal(showsProfile({ ...lab, tab: "time" }, 64), false);
  assert.equal(showsProfile({ ...lab, view: "compare" }, 64), false);
});

test("the band is the range of the last twenty frames of each measure and layer", () => {
  const add = createRecent();
  assert.equal(
    add({ epoch: 1, step: 0 }, [
      [1, 10],
      [5, 5],
    ]),
    null,
  );
  assert.deepEqual(
    add({ epoch: 1, step: 3 }, [
      [2, 8],
      [5, 6],
    ]),
    [
      { low: [1, 8], high: [2, 10] },
      { low: [5, 5], high: [5, 6] },
    ],
  );
  for (let step = 4; step < 23; step++)
    add({ epoch: 1, step }, [
      [4, 4],
      [4, 4],
    ]);
  assert.deepEqual(
    add({ epoch: 1, step: 23 }, [
      [3, 5],
      [4, 4],
    ]),
    [
      { low: [3, 4], high: [4, 5] },
      { low: [4, 4], high: [4, 4] },
    ],
  );
});

test("a frame drawn again counts once; another network, an earlier step and another depth start again", () => {
  const add = createRecent();
  add({ epoch: 1, step: 0 }, [[1]]);
  assert.equal(add({ epoch: 1, step: 0 }, [[2]]), null);
  assert.deepEqual(add({ epoch: 1, step: 5 }, [[3]]), [{ low: [2], high: [3] }]);
  assert.equal(add({ epoch: 1, step: 2 }, [[9]]), null);
  assert.equal(add({ epoch: 2, step: 3 }, [[9]]), null);
  assert.equal(add({ epoch: 2, step: 4 }, [[9, 9]]), null);
});
