// The settings of the whole recipe: each sets its key of the link, those without an effect are hidden, and what is folded away
// is said in the summary.

import { choose, expect, number, open, openFold, test, type, waitUntilIdle } from "./page.js";

/** @import { Page } from "@playwright/test" */

/** Opens every folded section that can be seen. @param {Page} page */
async function openFolds(page) {
  for (const id of ["fold-sizes", "norm-more", "fold-training"]) {
    if (await page.locator(`#${id}`).isVisible()) await openFold(page, id);
  }
}

/** In a network where every setting has an effect. */
const WHOLE = "#v=1&preset=pre-norm&hidden=20x3&norm=batch";

test("every setting sets its key of the link by keyboard", { tag: "@engine" }, async ({ page }) => {
  await open(page, WHOLE);
  await openFolds(page);
  /** @type {[id: string, typed: string, link: string][]} */
  const typed = [
    ["b", "√2", "b=std:1.4142135623730951"],
    ["outb", "prior", "outb=prior"],
    ["depth", "4", "hidden=20x4"],
    ["width", "24", "hidden=24x4"],
    ["hidden", "16,16", "hidden=16x2"],
    ["context", "4", "context=4"],
    ["emb", "6", "emb=6"],
    ["eps", "1/1000", "eps=0.001"],
    ["momentum", "0.2", "momentum=0.2"],
    ["outnorm", "0.1", "outnorm=0.1"],
    ["branch-number", "1/2", "branch=0.5"],
    ["warmup", "40", "warmup=40"],
    ["cosine", "2000", "lr=0.001,cosine:2000"],
    ["plan", "500:0.01", "lr=0.001,500:0.01,cosine:2000"],
    ["clip", "√2", "clip=1.4142135623730951"],
    ["decay", "0.1", "decay=0.1"],
    ["betas", "0.9, 0.95", "betas=0.9,0.95"],
    ["opteps", "1e-4", "opteps=0.0001"],
    ["batch", "16", "batch=16"],
    ["seed", "7", "seed=7"],
  ];
  for (const [id, text, link] of typed) {
    await type(page, id, text);
    await expect.poll(() => page.url(), id).toMatch(new RegExp(`[#&]${link.replaceAll(".", "\\.")}(&|$)`));
  }
  /** @type {[id: string, keys: string[], link: string][]} */
  const chosen = [
    ["w-kind", ["Home", "ArrowDown"], "w=gain:0."],
    ["out-kind", ["End"], "out=zero"],
    ["act", ["Home"], "act=tanh"],
    ["variance", ["End"], "variance=biased"],
    ["res", ["End"], "res=post"],
    ["branch", ["End"], "branch=learned:0"],
    ["opt", ["Home"], "opt=sgd"],
    ["norm", ["End"], "norm=group:4"],
  ];
  for (const [id, keys, link] of chosen) {
    await page.locator(`#${id}`).focus();
    for (const key of keys) await page.keyboard.press(key);
    await expect.poll(() => page.url(), id).toContain(`&${link}`);
  }
  await type(page, "groups", "8");
  await expect.poll(() => page.url()).toContain("&norm=group:8");
  await page.locator("#opt").press("ArrowDown");
  await type(page, "opt-momentum", "0.5");
  await expect.poll(() => page.url()).toContain("&opt=momentum:0.5");
  await type(page, "w-number", "5/3");
  await expect.poll(() => page.url()).toContain("&w=gain:5/3");
  await page.locator("#w").press("ArrowLeft");
  await expect.poll(() => page.url()).toMatch(/&w=gain:1\.6/);
  await page.locator("#lr").press("ArrowLeft");
  await expect.poll(() => page.url()).toMatch(/&lr=0\.000\d+,500/);
  await expect(page.getByRole("alert")).toHaveCount(0);
});

test("settings without an effect are hidden, or disabled with the reason", async ({ page }) => {
  await open(page, "#v=1");
  await openFolds(page);
  const seen = async (/** @type {string[]} */ ids, /** @type {boolean} */ visible) => {
    for (const id of ids) await expect(page.locator(`#${id}`), id).toBeVisible({ visible });
  };
  await seen(["norm-more", "groups", "branch", "branch-number", "opt-momentum", "betas", "opteps"], false);
  await expect(page.locator("#res")).toBeDisabled();
  await expect(page.locator("#res")).toHaveAttribute("title", /^Only between layers of the same width/);
  await type(page, "depth", "3");
  await expect(page.locator("#res")).toBeEnabled();
  await choose(page, "Residual connections", "pre");
  await seen(["branch", "branch-number"], true);
  await expect(page.locator("#res-hint")).toHaveText("x + s·φ(xW + b)");
  await choose(page, "Scale of the residual branches", "depth");
  await seen(["branch-number"], false);
  await choose(page, "Optimizer", "adam");
  await seen(["betas", "opteps"], true);
  await choose(page, "Optimizer", "nesterov");
  await seen(["betas", "opteps"], false);
  await seen(["opt-momentum"], true);
  await choose(page, "Normalization", "rms");
  await openFolds(page);
  await seen(["eps", "outnorm"], true);
  await seen(["momentum", "variance", "groups"], false);
  await choose(page, "Normalization", "group");
  await seen(["eps", "groups"], true);
  await seen(["outnorm"], false);
  // Its number of groups must divide the width.
  await type(page, "width", "30");
  await expect(page.getByRole("alert")).toContainText("Groups must be a number of groups that divides every width");
});

test("an initialization without a number has no slider, and one whose number is left out shows the usual one", async ({
  page,
}) => {
  await open(page, "#v=1&preset=relu-kaiming&w=kaiming_normal");
  const [slider, field, kind] = ["w", "w-number", "w-kind"].map((id) => page.locator(`#${id}`));
  await expect(field).toHaveValue("");
  await expect(field).toHaveAttribute("placeholder", "√2");
  await expect(slider).toHaveAttribute("aria-valuetext", "Kaiming normal 1.41");
  await expect(page.locator("#w-hint")).toContainText("W1: std √2/√30 = 0.258");
  await type(page, "w-number", "√3");
  await expect.poll(() => page.url()).toContain("w=kaiming_normal:1.7320508075688772");
  await field.fill("");
  await field.press("Enter");
  await expect(field).toHaveValue("");
  await kind.selectOption("torch");
  await expect(slider).toBeHidden();
  await expect(field).toBeHidden();
  await expect(page.locator("#w-hint")).toContainText("W1: U(±1/√30) = ±0.183");
  await kind.selectOption("xavier_uniform");
  await expect(field).toHaveAttribute("placeholder", "1");
  await expect(page.locator("#w-hint")).toContainText("W1: U(±√(6/(30+100))) = ±0.215");
});

test("a folded section says what of it differs from a plain network", async ({ page }) => {
  await open(page, "#v=1&preset=rmsnorm-silu");
  await expect(page.locator("#training-said")).toHaveText("warmup 100, cosine to 20,000, clip 1");
  await expect(page.locator("#clip")).toBeHidden();
  await openFold(page, "fold-training");
  await type(page, "opteps", "1e-4");
  await expect(page.locator("#training-said")).toHaveText("warmup 100, cosine to 20,000, clip 1, ε 1e-4");
  for (const id of ["clip", "cosine"]) {
    await page.locator(`#${id}`).fill("");
    await page.locator(`#${id}`).press("Enter");
  }
  await type(page, "warmup", "0");
  await expect(page.locator("#training-said")).toHaveText("ε 1e-4");
  await expect.poll(() => page.url()).toContain("lr=0.003&warmup=0&opteps=0.0001&clip=none");
});

test("the rate of the next step is shown while a warmup or a cosine changes it", async ({ page }) => {
  await open(page, "#v=1&preset=rmsnorm-silu&hidden=20x2");
  await expect(page.locator("#lr-now")).toHaveText("Rate now 3.00e−5: warmup 1 of 100, cosine 0 of 20,000.");
  await page.locator("#step").click();
  await expect(page.locator("#lr-now")).toHaveText("Rate now 6.00e−5: warmup 2 of 100, cosine 1 of 20,000.");
  await expect(page.locator("#lr-number")).toHaveValue("0.003");
});

test("a cosine may be typed at the end of the later rates, and restarts", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming&step=20");
  await waitUntilIdle(page);
  await openFold(page, "fold-training");
  await type(page, "plan", "500:0.05, cosine:2000");
  await expect.poll(() => page.url()).toContain("lr=0.1,500:0.05,cosine:2000");
  await expect.poll(() => number(page, "step-count")).toBe(0);
  await expect(page.locator("#cosine")).toHaveValue("2000");
  await expect(page.locator("#plan")).toHaveValue("500:0.05");
  await type(page, "cosine", "x");
  await expect(page.getByRole("alert")).toHaveText(
    "Cosine must be a whole number from 1 to 10,000,000, or empty; you typed “x”.",
  );
});

test("an optimizer that is chosen offers its usual rate", async ({ page }) => {
  await open(page, "#v=1&preset=kaiming");
  const offer = page.locator("#rate-offer");
  await expect(offer).toBeHidden();
  await choose(page, "Optimizer", "adamw");
  await expect(offer).toHaveText("Use its usual rate: 0.001");
  await offer.click();
  await expect(offer).toBeHidden();
  await expect(page.locator("#lr-number")).toHaveValue("0.001");
  await expect.poll(() => page.url()).toContain("lr=0.001");
});

test("activations that no gain keeps at their size say what they need", async ({ page }) => {
  await open(page, "#v=1&preset=deep-gain-1");
  const note = page.locator("#act-hint");
  await expect(note).toBeHidden();
  await choose(page, "Activation", "silu");
  await expect(note).toHaveText(
    /^No gain is stable for SiLU: √2 lets the signal die within 30 layers, 1\.6765 lets it grow/,
  );
  await choose(page, "Residual connections", "pre");
  await expect(note).toBeHidden();
  await choose(page, "Residual connections", "none");
  await choose(page, "Activation", "selu");
  await expect(note).toHaveText("SELU’s gain is 1, as in its paper; PyTorch’s calculate_gain says 3/4.");
});
