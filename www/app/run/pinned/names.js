// The names of runs that nobody has named: of pinned ones, and of the one before a change. Used by pins.js, panels/explore/
// and page/last-run.js.

import { differenceWords } from "../../words/differences.js";
import { cleanName } from "./clean-name.js";

/** @import { Config } from "../../../shared/protocol.js" */
/** @import { Core } from "../../engine/core.js" */

/** Parts joined to a name; those that do not fit are counted. @param {string[]} parts @param {number} max characters */
function joined(parts, max) {
  for (let shown = parts.length; shown > 0; shown -= 1) {
    const more = parts.length - shown;
    const name = parts.slice(0, shown).join(" + ") + (more > 0 ? ` + ${more} more` : "");
    if ([...name].length <= max) return name;
  }
  return cleanName(parts[0], max);
}

/**
 * The name of a run that nobody has named: what differs from its preset, such as `gain 1 + LayerNorm`, or else the preset.
 * Before the differences stands the preset, if it is not the one that the page opens with or the name would not be unique.
 * @param {Pick<Core, "preset" | "presets" | "limits">} core
 * @param {Config} config
 * @param {string[]} taken names of other runs
 */
export function usualName({ preset, presets, limits }, config, taken) {
  const max = limits.pin_name;
  const { title, config: base, name } = preset(config.preset);
  const differs = differenceWords(config, base);
  const full = joined([title, ...differs], max);
  const names = differs.length === 0 || name !== presets[0].name ? [full] : [joined(differs, max), full];
  const free = names.find((one) => !taken.includes(one));
  if (free !== undefined) return free;
  for (let nth = 2; ; nth += 1) {
    const numbered = `${cleanName(names[0], max - 5)} (${nth})`;
    if (!taken.includes(numbered)) return numbered;
  }
}

/** A run that differs in more settings from one of another preset is called what it is. */
const MAX_DIFFERENCES = 2;

/**
 * The name of a run whose settings have been changed: what it had instead, such as `output std 1`.
 * @param {Pick<Core, "preset" | "presets" | "limits">} core
 * @param {Config} was
 * @param {Config} is
 */
export function nameBefore(core, was, is) {
  const differs = differenceWords(was, is);
  const isNear = was.preset === is.preset || differs.length <= MAX_DIFFERENCES;
  return isNear && differs.length > 0 ? joined(differs, core.limits.pin_name) : usualName(core, was, []);
}
