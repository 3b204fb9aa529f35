// The bar of pinned runs: a chip for each, with its line, its name and what can be done with it, and the switch between
// lockstep and free. Loaded with the first pin.

import { MAX_NAME } from "../../run/pinned/names.js";
import { isFailed, isIdle, isStarting, isTraining } from "../../run/selectors.js";
import { element, input, name, tell } from "../../ui/elements.js";
import { count } from "../../words/format.js";

/** @import { App } from "../../page/app.js" */
/** @import { Pin, Run } from "../../run/store.js" */

/**
 * Where a pinned run is, if that is not where the main run is; and that its worker failed.
 * @param {Pin} pin
 * @param {Readonly<Run>} main
 */
function whereabouts(pin, main) {
  const recovered = pin.failure === null ? "" : ", mended";
  switch (pin.mode) {
    case "failed":
      return "failed";
    case "replaying":
      return `→ ${count(pin.target ?? 0)}${pin.failure === null ? "" : ", its worker failed"}`;
    case "training":
      return `${main.lockstep ? "" : `step ${count(pin.step)}`}${recovered}`.replace(/^, /, "");
    case "idle": {
      const apart = isIdle(main) && pin.step !== main.step;
      return `${apart ? `step ${count(pin.step)}` : ""}${recovered}`.replace(/^, /, "");
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

/** @param {App} app */
export function createChips({ store, commands }) {
  const bar = element("pins");
  const lockstep = input("lockstep");
  lockstep.addEventListener("change", () => commands.setLockstep(lockstep.checked));
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
      field.maxLength = MAX_NAME;
      field.spellcheck = false;
      name(field, `Name of ${now}`);
      let done = false;
      const finish = (/** @type {boolean} */ keep) => {
        if (done) return;
        done = true;
        const focused = document.activeElement === field;
        field.replaceWith(named);
        if (focused) named.focus();
        if (keep) commands.renamePin(id, field.value);
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
    swap.addEventListener("click", () => commands.swapPin(id));
    remove.addEventListener("click", () => {
      const others = [...chips.keys()];
      const next = others[others.indexOf(id) + 1] ?? others[others.indexOf(id) - 1];
      commands.removePin(id);
      (chips.get(next)?.remove ?? element("pin")).focus();
    });
    return {
      chip,
      remove,
      /** @param {Pin} pin @param {Readonly<Run>} state */
      tell(pin, state) {
        const at = whereabouts(pin, state);
        tell(where, at);
        if (where.title !== (pin.failure ?? "")) where.title = pin.failure ?? "";
        chip.title = pin.sum === null ? "" : `At step ${count(pin.step)}, checksum ${pin.sum}`;
        chip.classList.toggle("troubled", pin.failure !== null);
        swap.disabled = isFailed(pin) || isStarting(state);
        // Of a run that moves, its place would be another at each look.
        const still = isTraining(pin) ? "" : at.replace("→", "replaying to step");
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

  /** @type {(keyof Run)[]} */
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
