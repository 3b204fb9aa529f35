// What the page never does, on a tour through all of it, served as `_headers` recommends: nothing breaks its content security
// policy, nothing is asked of another site, nothing of a person's leaves, and no more is kept than the documents say.

import { readFileSync } from "node:fs";
import { isOf, rules, withHeaders } from "./headers.js";
import { expect, open, test as pageTest } from "./page.js";
import { SECRET, tour } from "./tour.js";

/** @import { Page, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { Site } from "./headers.js" */

/**
 * Serves the site with its headers, in place of the usual server.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[], site: Site}, import("./page.js").WorkerFixtures>}
 */
const test = pageTest.extend(withHeaders);

/** Keeps count of broken policies, and of what could send without a request that is heard of. @param {Page} page */
async function watch(page) {
  /** @type {string[]} */
  const heard = [];
  await page.exposeFunction("hear", (/** @type {string} */ what) => heard.push(what));
  await page.addInitScript(() => {
    const { hear } = /** @type {{hear: (what: string) => void}} */ (/** @type {unknown} */ (window));
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
      hear(`policy: ${effectiveDirective} ${blockedURI} ${sourceFile}`),
    );
    const senders = ["WebSocket", "EventSource", "XMLHttpRequest", "RTCPeerConnection", "WebTransport"];
    const all = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));
    for (const name of senders.filter((name) => name in window)) {
      all[name] = new Proxy(all[name], {
        construct(target, values) {
          hear(`${name}: ${values}`);
          return new target(...values);
        },
      });
    }
    navigator.sendBeacon = (url) => {
      hear(`beacon: ${url}`);
      return false;
    };
  });
  return heard;
}

/** All that this browser keeps for the site. @param {Page} page */
const kept = (page) =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases();
    return {
      local: Object.keys(localStorage).sort(),
      session: Object.keys(sessionStorage).sort(),
      databases: databases.map(({ name }) => name),
      caches: await caches.keys(),
      cookie: document.cookie,
      words: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
    };
  });

test("on a tour through all of it the page breaks no policy, asks this site alone, and sends nothing", async ({
  page,
  site,
  context,
}) => {
  test.slow();
  const heard = await watch(page);
  /** @type {string[]} */
  const requests = [];
  page.on("request", (request) => {
    const { protocol } = new URL(request.url());
    if (!["data:", "blob:", "about:"].includes(protocol)) requests.push(request.url());
    if (request.method() !== "GET" || request.postData() !== null) heard.push(`sent: ${request.url()}`);
  });
  await tour(page, async () => {
    const { words, ...rest } = await kept(page);
    expect(rest).toEqual({
      local: ["initscope", "initscope-lessons"],
      session: ["initscope-kept"],
      databases: ["initscope"],
      caches: [],
      cookie: "",
    });
    expect(words).not.toContain(SECRET);
  });
  expect(heard).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  // Both ends agree, so that a worker's requests count too.
  expect(requests.length).toBeGreaterThan(20);
  expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
  expect(site.asked.length).toBeGreaterThan(20);
  for (const { method, url, headers, body } of site.asked) {
    expect(method, url).toBe("GET");
    expect(body, url).toBe(0);
    expect(url).toMatch(/^\/[\w./-]*$/);
    expect(url.toLowerCase()).not.toContain(SECRET);
    expect(headers.cookie, url).toBeUndefined();
    // What a worker's own imports tell is the address of its script.
    expect(headers.referer ?? `${site.url}assets/`, url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/assets\//);
  }
});

test("what the policy forbids is refused: markup from text, code from text, another site, an inline style", {
  tag: "@firefox",
}, async ({ page, complaints }) => {
  const heard = await watch(page);
  await open(page);
  const outcomes = await page.evaluate(async () => {
    /** @type {Record<string, () => unknown>} */
    const tries = {
      markup: () => {
        document.createElement("p").innerHTML = "<b>markup</b>";
      },
      worker: () => new Worker("https://other.example/worker.js"),
      request: () => fetch("https://other.example/"),
    };
    /** @type {Record<string, string>} */
    const found = {};
    for (const [name, attempt] of Object.entries(tries)) {
      found[name] = await Promise.resolve()
        .then(attempt)
        .then(
          () => "allowed",
          (/** @type {unknown} */ thrown) => (thrown instanceof Error ? thrown.name : String(thrown)),
        );
    }
    const script = document.createElement("div");
    script.setAttribute("style", "color: red");
    document.body.append(script);
    found.style = getComputedStyle(script).color === "rgb(255, 0, 0)" ? "allowed" : "refused";
    return found;
  });
  expect(outcomes).toEqual({ markup: "TypeError", worker: "TypeError", request: "TypeError", style: "refused" });
  await expect
    .poll(() => heard.map((what) => what.split(" ")[1]).sort())
    .toEqual(expect.arrayContaining(["connect-src", "require-trusted-types-for", "style-src-attr"]));
  complaints.length = 0;
});

/** @param {string} name */
const built = (name) => readFileSync(new URL(`../../dist/${name}`, import.meta.url), "utf8");
/** @param {string} html @param {string} kind */
const meta = (html, kind) => html.match(new RegExp(`<meta ${kind} content="([^"]+)">`))?.[1];

pageTest("both pages and the recommended headers say the same policy, and none is unsafe", () => {
  const headers = new Map(rules().find(({ path }) => path === "/*")?.headers);
  const policy = headers.get("Content-Security-Policy") ?? "";
  for (const name of ["index.html", "cheatsheet.html"]) {
    const html = built(name);
    expect(meta(html, 'http-equiv="Content-Security-Policy"'), name).toBe(policy);
    expect(meta(html, 'name="referrer"'), name).toBe(headers.get("Referrer-Policy"));
    // Nothing loads before the policy is known.
    const [before] = html.split("http-equiv");
    expect(before, name).not.toMatch(/<(script|link|img|style)/);
    expect(html.match(/<script(?![^>]* src=)/), name).toBeNull();
    expect(html, name).not.toMatch(/<style|\son\w+=|\sstyle=/);
  }
  const directives = new Map(
    policy.split("; ").map((directive) => /** @type {[string, string]} */ (directive.split(/ (.*)/).slice(0, 2))),
  );
  expect(directives.get("default-src")).toBe("'none'");
  expect(directives.get("script-src")).toBe("'self' 'wasm-unsafe-eval'");
  expect(directives.get("style-src")).toBe("'self'");
  expect(directives.get("connect-src")).toBe("'self'");
  expect(policy.replace("'wasm-unsafe-eval'", "")).not.toMatch(/unsafe|https?:|\*|script-src[^;]*(data|blob):/);
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Permissions-Policy")).not.toContain("clipboard-write");
  expect([...headers.keys()].filter((name) => /cookie|x-frame-options/i.test(name))).toEqual([]);
  // Hosts join the headers of all rules of a path: only hashed names may be kept for good.
  const forGood = rules().filter((rule) => rule.headers.some(([, value]) => value.includes("immutable")));
  expect(forGood.map(({ path }) => path)).toEqual(["/assets/*"]);
  for (const name of ["/index.html", "/licenses.md", "/sw.js"])
    expect(forGood.some((rule) => isOf(rule, name))).toBe(false);
});
