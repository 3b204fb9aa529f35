// The bar of pinned runs: a chip for each, with its line, its name and what can be done with it, and the switch between
// lockstep and free. Starts and stops nothing itself.

import { LONGEST_NAME } from "../../run/pinned/group.js";
import { element, input, name, tell } from "../../ui/elements.js";
import { count } from "../../words/format.js";

/** @import { Pin, State, Store } from "../../run/store.js" */

/**
 * @typedef {object} Actions
 * @property {(id: number, name: string) => void} rename
 * @property {(id: number) => void} swap
 * @property {(id: number) => void} remove
 * @property {(lockstep: boolean) => void} march
 */

/**
 * Where a pinned run is, where that is not where the present one is; and what is the matter with it.
 * @param {Pin} pin
 * @param {Pick<State, "step" | "mode" | "lockstep">} present
 */
function whereabouts(pin, { step, mode, lockstep }) {
  const mended = pin.trouble === null ? "" : ", mended";
  switch (pin.mode) {
    case "broken":
      return "failed";
    case "replaying":
      return `→ ${count(pin.bound ?? 0)}${pin.trouble === null ? "" : ", its worker failed"}`;
    case "training":
      return `${lockstep ? "" : `step ${count(pin.step)}`}${mended}`.replace(/^, /, "");
    case "resting": {
      const apart = mode === "resting" && pin.step !== step;
      return `${apart ? `step ${count(pin.step)}` : ""}${mended}`.replace(/^, /, "");
    }
  }
}

/** @param {string} kind @param {string} text */
function made(kind, text) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = kind;
  made.textContent = text;
  return made;
}

/** @param {Store} store @param {Actions} actions */
export function createChips(store, actions) {
  const bar = element("pins");
  const lockstep = input("lockstep");
  lockstep.addEventListener("change", () => actions.march(lockstep.checked));
  /** @type {Map<number, ReturnType<typeof createChip>>} */
  const chips = new Map();

  /** @param {Pin} pin */
  function createChip({ id, color }) {
    const chip = document.createElement("div");
    chip.className = "chip";
    chip.setAttribute("role", "group");
    const line = document.createElement("span");
    line.className = "swatch pin";
    line.dataset.pin = String(color + 1);
    const named = made("chip-name", "");
    const where = document.createElement("span");
    where.className = "chip-where";
    const swap = made("small icon", "⇄");
    swap.title = "Swap: this run becomes the present one, and that takes its place";
    const remove = made("small icon", "×");
    remove.title = "Remove";
    chip.append(line, named, where, swap, remove);
    let now = "";

    named.addEventListener("click", () => {
      const field = document.createElement("input");
      field.type = "text";
      field.value = now;
      field.maxLength = LONGEST_NAME;
      field.spellcheck = false;
      name(field, `Name of ${now}`);
      let done = false;
      const finish = (/** @type {boolean} */ keep) => {
        if (done) return;
        done = true;
        const focused = document.activeElement === field;
        field.replaceWith(named);
        if (focused) named.focus();
        if (keep) actions.rename(id, field.value);
      };
      field.addEventListener("keydown", (event) => {
        // Keys of the page, and of what is around it, mean nothing here.
        event.stopPropagation();
        if (event.key !== "Enter" && event.key !== "Escape") return;
        // Or the button, which has the focus by then, would be pressed.
        event.preventDefault();
        finish(event.key === "Enter");
      });
      field.addEventListener("blur", () => finish(true));
      named.replaceWith(field);
      field.select();
    });
    swap.addEventListener("click", () => actions.swap(id));
    remove.addEventListener("click", () => {
      const others = [...chips.keys()];
      const next = others[others.indexOf(id) + 1] ?? others[others.indexOf(id) - 1];
      actions.remove(id);
      (chips.get(next)?.remove ?? element("pin")).focus();
    });
    return {
      chip,
      remove,
      /** @param {Pin} pin @param {Readonly<State>} state */
      tell(pin, state) {
        const at = whereabouts(pin, state);
        tell(where, at);
        if (where.title !== (pin.trouble ?? "")) where.title = pin.trouble ?? "";
        chip.title = pin.sum === null ? "" : `At step ${count(pin.step)}, checksum ${pin.sum}`;
        chip.classList.toggle("troubled", pin.trouble !== null);
        swap.disabled = pin.mode === "broken" || state.mode === "starting";
        // Of a run that moves, its place would be another at each look.
        const still = pin.mode === "training" ? "" : at.replace("→", "replaying to step");
        name(chip, [`Pinned run: ${pin.name}`, still].filter((part) => part !== "").join(", "));
        if (pin.name === now) return;
        now = pin.name;
        named.textContent = now;
        named.title = `${now} (click to rename)`;
        name(named, `Rename ${now}`);
        name(swap, `Swap ${now} with the present run`);
        name(remove, `Remove ${now}`);
      },
    };
  }

  /** @type {(keyof State)[]} */
  const heard = ["pins", "step", "mode", "lockstep"];
  store.subscribe((state, changed) => {
    if (!heard.some((key) => changed.has(key))) return;
    const { pins } = state;
    for (const [id, { chip }] of chips) {
      if (pins.some((pin) => pin.id === id)) continue;
      chip.remove();
      chips.delete(id);
    }
    pins.forEach((pin, i) => {
      const known = chips.get(pin.id);
      const chip = known ?? createChip(pin);
      chips.set(pin.id, chip);
      if (bar.children[i] !== chip.chip) bar.insertBefore(chip.chip, bar.children[i] ?? null);
      chip.tell(pin, state);
    });
    lockstep.checked = state.lockstep;
    element("lockstep-choice").hidden = pins.length === 0;
  });
}
