// Provides the page's version and the licenses of everything that the site ships: to the page as a module, and as licenses.md
// in dist/.

import { readdirSync, readFileSync } from "node:fs";

/** The licenses of the crates in the wasm module, written by `cargo xtask wasm`; replaced by all licenses in the page. */
const CRATES = "www/pkg/licenses.md";

const ROOT = new URL("../", import.meta.url);
/** @param {string} name from the root */
const read = (name) => readFileSync(new URL(name, ROOT), "utf8");
const { version, dependencies } = JSON.parse(read("package.json"));

/** A package and its license. @param {string} name */
function licenseOf(name) {
  const folder = `node_modules/${name}/`;
  const { version, license } = JSON.parse(read(`${folder}package.json`));
  const file = readdirSync(new URL(folder, ROOT)).find((file) => /^licen[cs]e/i.test(file));
  if (!license || file === undefined) throw new Error(`${name}: expected a license and a license file, got none`);
  return `## ${name} - ${version} (${license})\n\n${read(folder + file).trim()}\n`;
}

const licenses = () => `# Licenses

The parts of this site and their licenses.

## initscope - ${version} (MIT)

${read("LICENSE")}
# JavaScript

${Object.keys(dependencies).sort().map(licenseOf).join("\n")}
# Rust, compiled to WebAssembly

${read(CRATES)}`;

/** @returns {import("vite").Plugin} */
export function aboutPage() {
  return {
    name: "initscope:about",
    enforce: "pre",
    config: () => ({ define: { "import.meta.env.INITSCOPE_VERSION": JSON.stringify(version) } }),
    load: (id) => (id.endsWith(`/${CRATES}?raw`) ? `export default ${JSON.stringify(licenses())}` : null),
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        // Vite's own list has only what was bundled; workers are separate bundles.
        const bundled = bundle["licenses.md"];
        if (bundled?.type !== "asset" || this.environment.config.isWorker) return;
        const all = licenses();
        for (const [heading] of String(bundled.source).matchAll(/^## .+$/gm)) {
          if (!all.includes(`\n${heading}\n`))
            throw new Error(`licenses: expected "${heading}", which is bundled, got none`);
        }
        bundled.source = all;
      },
    },
  };
}
