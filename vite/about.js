// What the page says about itself: its version, and the terms of all that the site ships, as licenses.md in dist/. To
// Vite's list of bundled packages it adds the page itself and the crates of the wasm module, which `cargo xtask wasm` lists.

import { readFileSync } from "node:fs";

/** The line above each part's terms: what it is, its version, its licence. */
const HEADING = /^## .+ - \S+ \(.+\)$/m;

/** @param {string} name from the root */
const read = (name) => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const { version } = JSON.parse(read("package.json"));

/** @param {string} packages as Vite lists them */
const licenses = (packages) => `# Licences

What this site is made of, and the terms of each part.

## initscope - ${version} (MIT)

${read("LICENSE")}
# JavaScript

${packages}
# Rust, compiled to WebAssembly

${read("www/pkg/licenses.md")}`;

/** @returns {import("vite").Plugin} */
export function tellsAboutItself() {
  return {
    name: "initscope:about",
    config: () => ({ define: { "import.meta.env.INITSCOPE_VERSION": JSON.stringify(version) } }),
    configureServer({ middlewares }) {
      // The development server bundles no package, so it lists none.
      middlewares.use("/licenses.md", (_, response) => response.end(licenses("")));
    },
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const made = bundle["licenses.md"];
        // Workers are bundles of their own.
        if (made?.type !== "asset" || this.environment.config.isWorker) return;
        const packages = String(made.source);
        made.source = licenses(packages.slice(packages.search(HEADING)));
      },
    },
  };
}
