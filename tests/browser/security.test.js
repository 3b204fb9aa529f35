// Security: on a tour of the whole page, served with the headers of `_headers`, it violates no policy, requests no other
// site, sends no data, and stores only what docs/trust.md lists.

import { readFileSync } from "node:fs";
import { isOf, rules, withHeaders } from "./headers.js";
import { expect, open, test as pageTest } from "./page.js";
import { SECRET, tour } from "./tour.js";

/** @import { Page, PlaywrightTestArgs, PlaywrightTestOptions, TestType } from "@playwright/test" */
/** @import { Site } from "./headers.js" */

/**
 * With the site and its headers in place of the usual server.
 * @type {TestType<PlaywrightTestArgs & PlaywrightTestOptions & {complaints: string[], site: Site}, import("./page.js").WorkerFixtures>}
 */
const test = pageTest.extend(withHeaders);

/** Records policy violations, and ways to send data that make no request event. @param {Page} page */
async function recordReports(page) {
  /** @type {string[]} */
  const reports = [];
  await page.exposeFunction("report", (/** @type {string} */ what) => reports.push(what));
  await page.addInitScript(() => {
    const { report } = /** @type {{report: (what: string) => void}} */ (/** @type {unknown} */ (window));
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
      report(`policy: ${effectiveDirective} ${blockedURI} ${sourceFile}`),
    );
    const senders = ["WebSocket", "EventSource", "XMLHttpRequest", "RTCPeerConnection", "WebTransport"];
    const all = /** @type {Record<string, any>} */ (/** @type {unknown} */ (window));
    for (const name of senders.filter((name) => name in window)) {
      all[name] = new Proxy(all[name], {
        construct(target, values) {
          report(`${name}: ${values}`);
          return new target(...values);
        },
      });
    }
    navigator.sendBeacon = (url) => {
      report(`beacon: ${url}`);
      return false;
    };
  });
  return reports;
}

/** Everything that the browser stores for the site. @param {Page} page */
const storedData = (page) =>
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

test("a tour of the whole page violates no policy and requests only its own site", { tag: "@engine" }, async ({
  page,
  site,
  context,
}) => {
  test.slow();
  const reports = await recordReports(page);
  /** @type {string[]} */
  const requests = [];
  page.on("request", (request) => {
    const { protocol } = new URL(request.url());
    if (!["data:", "blob:", "about:"].includes(protocol)) requests.push(request.url());
    if (request.method() !== "GET" || request.postData() !== null) reports.push(`sent: ${request.url()}`);
  });
  await tour(page, async () => {
    const { words, ...rest } = await storedData(page);
    expect(rest).toEqual({
      local: ["initscope", "initscope-last-run", "initscope-lessons", "initscope-view"],
      session: ["initscope-kept"],
      databases: ["initscope"],
      caches: [],
      cookie: "",
    });
    expect(words).not.toContain(SECRET);
  });
  expect(reports).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  // Recorded at both ends, so that requests of workers count.
  expect(requests.length).toBeGreaterThan(20);
  expect(requests.filter((url) => !url.startsWith(site.url))).toEqual([]);
  expect(site.asked.length).toBeGreaterThan(20);
  for (const { method, url, headers, body } of site.asked) {
    expect(method, url).toBe("GET");
    expect(body, url).toBe(0);
    expect(url).toMatch(/^\/[\w./-]*$/);
    expect(url.toLowerCase()).not.toContain(SECRET);
    expect(headers.cookie, url).toBeUndefined();
    // The referrer of a worker's imports is the address of its script.
    expect(headers.referer ?? `${site.url}assets/`, url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/assets\//);
  }
});

test("the policy blocks markup and code from text, other sites and inline styles", { tag: "@engine" }, async ({
  page,
  complaints,
}) => {
  const reports = await recordReports(page);
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
    .poll(() => reports.map((what) => what.split(" ")[1]).sort())
    .toEqual(expect.arrayContaining(["connect-src", "require-trusted-types-for", "style-src-attr"]));
  complaints.length = 0;
});

/** @param {string} name */
const built = (name) => readFileSync(new URL(`../../dist/${name}`, import.meta.url), "utf8");
/** @param {string} html @param {string} kind */
const meta = (html, kind) => html.match(new RegExp(`<meta ${kind} content="([^"]+)">`))?.[1];

pageTest("both pages and the recommended headers have the same policy", () => {
  const headers = new Map(rules().find(({ path }) => path === "/*")?.headers);
  const policy = headers.get("Content-Security-Policy") ?? "";
  for (const name of ["index.html", "cheatsheet.html"]) {
    const html = built(name);
    expect(meta(html, 'http-equiv="Content-Security-Policy"'), name).toBe(policy);
    expect(meta(html, 'name="referrer"'), name).toBe(headers.get("Referrer-Policy"));
    // Nothing loads before the policy.
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
  expect(directives.get("frame-src")).toBe("'self'");
  expect(policy.replace("'wasm-unsafe-eval'", "")).not.toMatch(/unsafe|https?:|\*|script-src[^;]*(data|blob):/);
  expect(headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(headers.get("Permissions-Policy")).not.toContain("clipboard-write");
  expect([...headers.keys()].filter((name) => /cookie|x-frame-options/i.test(name))).toEqual([]);
  // Hosts combine the headers of all rules of a path: only hashed names may be immutable.
  const forGood = rules().filter((rule) => rule.headers.some(([, value]) => value.includes("immutable")));
  expect(forGood.map(({ path }) => path)).toEqual(["/assets/*"]);
  for (const name of ["/index.html", "/licenses.md", "/sw.js"])
    expect(forGood.some((rule) => isOf(rule, name))).toBe(false);
});
