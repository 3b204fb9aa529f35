// The built page on a host and in a folder that are not those it was made for.

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { openMap } from "./map.js";
import { expect, open, rested, test } from "./page.js";

const DIST = new URL("../../dist/", import.meta.url);
/** What docs/hosting.md asks of a host. @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Serves dist/ from one folder of a host, and nothing outside it. @param {string} folder */
async function serve(folder) {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "", "http://host").pathname;
    const name = path === folder ? "index.html" : path.slice(folder.length);
    try {
      if (!path.startsWith(folder)) throw new Error("outside");
      const content = readFileSync(new URL(name, DIST));
      response.setHeader("Content-Type", TYPES[extname(name)] ?? "text/plain").end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("expected a port");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { site: `http://127.0.0.1:${address.port}${folder}`, close };
}

test("a link from one host works on another, in whatever folder the page lies there", async ({ page, complaints }) => {
  await open(page, "#v=1&preset=kaiming&hidden=50&seed=7");
  for (const step of ["1", "2", "3"]) {
    await page.getByRole("button", { name: "Step", exact: true }).click();
    await expect(page.locator("#step-count")).toHaveText(step);
  }
  await rested(page);
  await expect.poll(() => page.url()).toMatch(/&step=3&sum=[0-9a-f]{16}$/);
  const { hash } = new URL(page.url());

  const { site, close } = await serve("/~somebody/a%20folder/initscope/");
  try {
    for (const address of [site, `${site}index.html`]) {
      await page.goto(`${address}${hash}`);
      await expect(page.locator("#status")).toHaveText(/^Replayed exactly: step 3, checksum [0-9a-f]{16}\.$/);
      expect(page.url()).toBe(`${address}${hash}`);
    }
    // What is fetched only when it is asked for comes from the same folder.
    await openMap(page);
    await page.goto(`${site}#lesson=start`);
    await expect(page.getByRole("complementary", { name: "Lesson" })).toBeVisible();
    await page.goto(`${site}cheatsheet.html`);
    await page.getByRole("link").first().click();
    await expect.poll(() => page.url().startsWith(site)).toBe(true);

    const elsewhere = complaints.filter((complaint) => !complaint.startsWith(`request: ${new URL(site).origin}/`));
    const outside = complaints.filter((complaint) => complaint.startsWith("request: ") && !complaint.includes(site));
    expect([...elsewhere, ...outside]).toEqual([]);
    complaints.length = 0;
  } finally {
    close();
  }
});
