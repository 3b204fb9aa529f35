// What the page says about itself: its version, and the terms of all that the site ships. They are a module of the page,
// and licenses.md in dist/, for whoever has the files alone.

import { readdirSync, readFileSync } from "node:fs";

/** The terms of the crates in the wasm module, which `cargo xtask wasm` lists; to the page, those of all. */
const CRATES = "www/pkg/licenses.md";

const ROOT = new URL("../", import.meta.url);
/** @param {string} name from the root */
const read = (name) => readFileSync(new URL(name, ROOT), "utf8");
const { version, dependencies } = JSON.parse(read("package.json"));

/** A package and its terms. @param {string} name */
function termsOf(name) {
  const folder = `node_modules/${name}/`;
  const { version, license } = JSON.parse(read(`${folder}package.json`));
  const file = readdirSync(new URL(folder, ROOT)).find((file) => /^licen[cs]e/i.test(file));
  if (!license || file === undefined)
    throw new Error(`${name}: expected a licence and a file with its terms, got none`);
  return `## ${name} - ${version} (${license})\n\n${read(folder + file).trim()}\n`;
}

const licenses = () => `# Licences

What this site is made of, and the terms of each part.

## initscope - ${version} (MIT)

${read("LICENSE")}
# JavaScript

${Object.keys(dependencies).sort().map(termsOf).join("\n")}
# Rust, compiled to WebAssembly

${read(CRATES)}`;

/** @returns {import("vite").Plugin} */
export function tellsAboutItself() {
  return {
    name: "initscope:about",
    enforce: "pre",
    config: () => ({ define: { "import.meta.env.INITSCOPE_VERSION": JSON.stringify(version) } }),
    load: (id) => (id.endsWith(`/${CRATES}?raw`) ? `export default ${JSON.stringify(licenses())}` : null),
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        // Vite's own list, of what it has in fact bundled; workers are bundles of their own.
        const bundled = bundle["licenses.md"];
        if (bundled?.type !== "asset" || this.environment.config.isWorker) return;
        const all = licenses();
        for (const [heading] of String(bundled.source).matchAll(/^## .+$/gm)) {
          if (!all.includes(`\n${heading}\n`))
            throw new Error(`licences: expected "${heading}", which is bundled, got none`);
        }
        bundled.source = all;
      },
    },
  };
}
