// The loss curve of Explore with the run before and the pinned runs, and the key below it. Loaded by explore.js when there is
// something to draw.

import { lossColumns } from "../../../draw/columns.js";
import { beforeCourse, drawOthers } from "../../../draw/courses.js";
import { createLossChart } from "../../../draw/line.js";
import { make } from "../../ui/dom.js";
import { element, setLabel } from "../../ui/elements.js";
import { count, lossFigure } from "../../words/format.js";
import { setSource } from "../reading.js";
import { comparable, createBefore } from "./before.js";

/** @import { Palette } from "../../../draw/color.js" */
/** @import { OtherLoss } from "../../../draw/courses.js" */
/** @import { Frame } from "../../../shared/protocol.js" */
/** @import { App } from "../../page/app.js" */
/** @import { Picture } from "../layers.js" */
/** @import { Before } from "./before.js" */

/** @param {App} app */
export function createCurve(app) {
  const before = createBefore(app);
  const place = element("explore-curve");
  const key = element("explore-key");
  /** @type {{palette: Palette, namesAxes: boolean, chart: ReturnType<typeof createLossChart>} | null} */
  let current = null;
  let keyShown = "";

  /** @param {Picture} picture @param {Before | null} ghost @param {number} vocabulary */
  function showKey({ pins, pinned }, ghost, vocabulary) {
    const compared = pinned === null ? [] : pins;
    const next = JSON.stringify([compared.map(({ color, name }) => [color, name]), ghost?.name, vocabulary]);
    if (next === keyShown) return;
    keyShown = next;
    key.hidden = compared.length === 0 && ghost === null;
    key.classList.toggle("many", compared.length > 0);
    const entry = (/** @type {(Node | string)[]} */ ...parts) => make("span", {}, ...parts);
    const swatch = (/** @type {string} */ name) => make("span", { class: `swatch ${name}` });
    key.replaceChildren(
      entry(swatch("smooth"), "now"),
      ...compared.flatMap((pin) => (pinned === null ? [] : entry(pinned.pinSwatch(pin.color), pinned.pinLabel(pin)))),
      ...(ghost === null ? [] : [entry(swatch("before"), make("bdi", { title: ghost.name }, ghost.name))]),
      entry(swatch("dashed"), `ln ${vocabulary}`),
    );
  }

  return {
    /** @param {Frame} frame the newest @param {Picture} picture */
    draw(frame, picture) {
      const { palette, evaluations, cursor, pins, pinned, showsText, presented } = picture;
      const namesAxes = presented !== null;
      if (current?.palette !== palette || current.namesAxes !== namesAxes) {
        current?.chart.close();
        current = { palette, namesAxes, chart: createLossChart(place, palette, { namesAxes }) };
      }
      const { loss, smooth } = frame.history;
      const [now, uniform] = [frame.loss[0], frame.uniform_loss[0]];
      const ghost = before.of(picture);
      /** @type {OtherLoss[]} */
      const others = pinned?.lossCourses(pins, palette) ?? [];
      const names = pinned?.namesOf(pins) ?? [];
      if (ghost !== null) {
        others.push(beforeCourse(comparable(ghost.course, frame.step), palette));
        names.push(ghost.name);
      }
      const columns = lossColumns({ loss, smooth }, frame.step, now, uniform);
      current.chart.draw(columns, { log: true, from: 0, evaluations, others, drawOthers, cursor });
      const named = others.map((course, i) => ({ ...course, name: names[i] }));
      setSource(place, { kind: "loss", plot: current.chart.plot, made: frame.step, evaluations, others: named });
      if (!showsText) return;
      if (picture.text !== null) showKey(picture, ghost, picture.text.vocabulary);
      const lines = [
        frame.step > 0
          ? `Loss over ${count(frame.step)} steps, from ${lossFigure(frame.first_loss[0])} to ${lossFigure(now)}; ln V at ${lossFigure(uniform)}`
          : "Loss curve: no step yet",
        ...(pinned?.lossWords(pins) ?? []),
        ...(ghost === null ? [] : [ghost.words]),
        ...(cursor === null ? [] : [`a line at the displayed step ${count(cursor)}`]),
      ];
      setLabel(place, lines.join("; "));
    },
  };
}
