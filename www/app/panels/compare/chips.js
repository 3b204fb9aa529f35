// The row of pinned runs: a chip for each, with its line, its name, its step, and buttons to swap and remove it; and the
// Lockstep checkbox. Loaded by ../lazy.js with the first pin.

import { isFailed, isStarting, isTraining } from "../../run/selectors.js";
import { make, makeButton } from "../../ui/dom.js";
import { element, input, setLabel, setText } from "../../ui/elements.js";
import { count } from "../../words/format.js";
import { pinSwatch } from "../pinned.js";

/** @import { App } from "../../page/app.js" */
/** @import { Pin, Run } from "../../run/store.js" */

/** Where a pinned run is; and that its worker failed. @param {Pin} pin */
function whereabouts({ mode, step, target, failure }) {
  switch (mode) {
    case "failed":
      return "failed";
    case "replaying":
      return `→ ${count(target ?? 0)}${failure === null ? "" : ", its worker failed"}`;
    case "training":
    case "idle":
      return `step ${count(step)}${failure === null ? "" : ", recovered"}`;
  }
}

/** @param {App} app */
export function createChips({ core, store, commands }) {
  const bar = element("pins");
  const lockstep = input("lockstep");
  lockstep.addEventListener("change", () => commands.setLockstep(lockstep.checked));
  /** @type {Map<number, ReturnType<typeof createChip>>} */
  const chips = new Map();

  /** @param {Pin} pin */
  function createChip({ id, color }) {
    const named = makeButton("", rename, { class: "chip-name" });
    const where = make("span", { class: "chip-where" });
    const swap = makeButton("⇄ Swap", () => commands.swapPin(id), {
      class: "quiet",
      title: "Swap this run with the current one",
    });
    const remove = makeButton("×", removeThis, { class: "small icon", title: "Remove" });
    const chip = make("div", { class: "chip", role: "group" }, pinSwatch(color), named, where, swap, remove);
    let now = "";

    function rename() {
      const field = make("input", {
        type: "text",
        value: now,
        maxlength: core.limits.pin_name,
        spellcheck: "false",
        "aria-label": `Name of ${now}`,
        onblur: () => finish(true),
      });
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
        // The page's shortcuts do not apply while typing.
        event.stopPropagation();
        if (event.key !== "Enter" && event.key !== "Escape") return;
        // Otherwise the key would also press the button, which gets the focus.
        event.preventDefault();
        finish(event.key === "Enter");
      });
      named.replaceWith(field);
      field.select();
    }

    function removeThis() {
      const others = [...chips.keys()];
      const next = others[others.indexOf(id) + 1] ?? others[others.indexOf(id) - 1];
      commands.removePin(id);
      (chips.get(next)?.remove ?? element("pin")).focus();
    }

    return {
      chip,
      remove,
      /** @param {Pin} pin @param {Readonly<Run>} state */
      update(pin, state) {
        const at = whereabouts(pin);
        setText(where, at);
        if (where.title !== (pin.failure ?? "")) where.title = pin.failure ?? "";
        chip.title = pin.sum === null ? "" : `At step ${count(pin.step)}, checksum ${pin.sum}`;
        chip.classList.toggle("troubled", pin.failure !== null);
        swap.disabled = isFailed(pin) || isStarting(state);
        // The step of a moving run changes too fast to announce.
        const still = isTraining(pin) ? "" : at.replace("→", "replaying to step");
        setLabel(chip, [`Pinned run: ${pin.name}`, still].filter((part) => part !== "").join(", "));
        if (pin.name === now) return;
        now = pin.name;
        named.textContent = now;
        named.title = `${now} (click to rename)`;
        setLabel(named, `Rename ${now}`);
        setLabel(swap, `Swap ${now} with the current run`);
        setLabel(remove, `Remove ${now}`);
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
      chip.update(pin, state);
    });
    lockstep.checked = state.lockstep;
    element("pinned-row").hidden = pins.length === 0;
  });
}
