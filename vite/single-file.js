// Builds the page as one HTML file that also runs from a disk: scripts, styles, workers, the wasm module, texts and the cheat
// sheet are inlined, and the content security policy allows these by their hashes and forbids all requests.
// (vite-plugin-singlefile inlines scripts and styles, but neither workers nor wasm, and writes no policy.)

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateSync } from "node:zlib";
import { build } from "vite";

/** @import { Plugin, Rolldown } from "vite" */
/** @typedef {Record<string, Rolldown.OutputAsset | Rolldown.OutputChunk>} Bundle */

const WWW = new URL("../www/", import.meta.url);
/** @param {string} name of a file in www/ */
const inside = (name) => fileURLToPath(new URL(name, WWW));
/** @type {Record<string, string>} */
const TYPES = { ".wasm": "application/wasm", ".css": "text/css" };
/** Modules of www/app that are replaced by a file in www/single. */
const REPLACED = ["assets.js", "sandboxed.js", "styles.js"];
/** How the sources refer to workers and other files by URL. */
const WORKER = /new Worker\(\s*new URL\(("[^"]+"), import\.meta\.url\),/g;
const FILE = /new URL\(["']([^"']+)["'], import\.meta\.url\)/g;

/** @param {string} text */
const allowed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** A file as a packed data: URL. @param {string | Buffer} content @param {string} name */
function packedUrl(content, name) {
  const packed = deflateSync(content, { level: 9 }).toString("base64");
  return `data:${TYPES[extname(name)] ?? "text/plain"};packed;base64,${packed}`;
}

/** A file's output in the bundle. @param {Bundle} bundle @param {string} file */
function outputOf(bundle, file) {
  const found = bundle[file.replace(/^\.\//, "")];
  if (found === undefined) throw new Error(`${file}: expected it in the bundle`);
  return found.type === "chunk" ? found.code.trim() : String(found.source).trim();
}

/**
 * Inlines a page's scripts and styles.
 * @param {string} html
 * @param {Bundle} bundle
 */
function inlined(html, bundle) {
  /** @type {{scripts: string[], styles: string[]}} */
  const found = { scripts: [], styles: [] };
  const put = html
    .replace(/<link\b([^>]*) href="(\.\/[^"]+\.css)"([^>]*)>/g, (_, before, file, after) => {
      const style = outputOf(bundle, file);
      if (/<\/style/i.test(style)) throw new Error(`${file}: expected a style sheet that does not end the element`);
      found.styles.push(style);
      const attributes = `${before}${after}`.replace(/ (rel="stylesheet"|crossorigin)/g, "");
      return `<style${attributes}>${style}</style>`;
    })
    .replace(/<script\b[^>]* src="(\.\/[^"]+\.js)"><\/script>/g, (_, file) => {
      // They occur only in strings and templates, where the escape means the same.
      const script = outputOf(bundle, file).replace(/<(?=\/script|!--)/gi, "\\x3C");
      found.scripts.push(script);
      return `<script type="module">${script}</script>`;
    });
  return { html: put, ...found };
}

/** The page's policy with the inlined parts allowed by hash. @param {string} policy @param {ReturnType<typeof inlined>} page */
function strict(policy, { scripts, styles }) {
  const rules = new Map(policy.split("; ").map((rule) => [rule.split(" ")[0], rule.split(" ").slice(1)]));
  rules.set("script-src", [...scripts.map(allowed), "'wasm-unsafe-eval'"]);
  rules.set("style-src", styles.map(allowed));
  rules.set("worker-src", ["blob:"]);
  rules.set("img-src", ["data:"]);
  rules.delete("connect-src");
  return [...rules].map((rule) => rule.flat().join(" ")).join("; ");
}

/** The cheat sheet's style, title and body, to be inlined into the page. */
async function cheatSheet() {
  const output = await build({
    configFile: false,
    root: inside("."),
    base: "./",
    logLevel: "error",
    build: { write: false, assetsInlineLimit: 0, rolldownOptions: { input: inside("cheatsheet.html") } },
  });
  if (!("output" in output)) throw new Error("cheatsheet.html: expected one output");
  const bundle = Object.fromEntries(output.output.map((file) => [file.fileName, file]));
  // The page's dark colors apply to it.
  const { html, styles } = inlined(
    outputOf(bundle, "cheatsheet.html").replace(/<link\b[^>]*\bmedia=[^>]*>/, ""),
    bundle,
  );
  const part = (/** @type {RegExp} */ pattern) => /** @type {RegExpExecArray} */ (pattern.exec(html))[1];
  const body = part(/<body>([\s\S]*)<\/body>/)
    .replaceAll('href="./"', 'href="#"')
    .replaceAll('href="./#', 'href="#');
  return { style: styles.join(""), title: part(/<title>(.*)<\/title>/), body };
}

/** @returns {Plugin[]} */
export function singleFile() {
  return [
    {
      name: "initscope:inside",
      enforce: "pre",
      resolveId(source, importer) {
        const other = REPLACED.find((name) => source.endsWith(`/${name}`));
        return other === undefined || importer?.includes("/single/") ? null : inside(`single/${other}`);
      },
      transform(code, id) {
        const file = id.split("?")[0];
        if (!file.startsWith(inside(".")) || !file.endsWith(".js")) return null;
        // The page always passes the module; the default URL in the bindings is never used.
        if (file === inside("pkg/initscope.js")) return code.replace(FILE, "undefined");
        /** @type {string[]} */
        const imports = [];
        const put = code
          .replace(WORKER, (_, path) => {
            imports.push(`import Worker${imports.length} from ${path.slice(0, -1)}?worker&inline";`);
            return `new Worker${imports.length - 1}(`;
          })
          .replace(FILE, (_, path) => {
            const from = fileURLToPath(new URL(path, `file://${file}`));
            this.addWatchFile(from);
            return `new URL("${packedUrl(readFileSync(from), from)}")`;
          });
        return put === code ? null : `${imports.join("")}${put}`;
      },
      transformIndexHtml: {
        order: "pre",
        handler: (html) => html.replace('src="./main.js"', 'src="./single/main.js"'),
      },
    },
    {
      name: "initscope:single-file",
      enforce: "post",
      generateBundle: {
        order: "post",
        async handler(_, bundle) {
          if (this.environment.config.isWorker) return;
          const sheet = await cheatSheet();
          const page = inlined(outputOf(bundle, "index.html"), bundle);
          const ofSheet = `<style id="sheet-style" media="not all">${sheet.style}</style>`;
          page.styles.push(sheet.style);
          const html = page.html
            .replace("<style>", () => `${ofSheet}\n    <style id="page-style">`)
            .replace(/<\/body>(?![\s\S]*<\/body>)/, () => {
              return `  <template id="sheet" data-title="${sheet.title}">${sheet.body}</template>\n  </body>`;
            })
            .replace(/(<meta http-equiv="Content-Security-Policy" content=")([^"]*)/, (_, start, policy) => {
              return start + strict(policy, page);
            });
          for (const name of Object.keys(bundle)) delete bundle[name];
          this.emitFile({ type: "asset", fileName: "initscope.html", source: html });
        },
      },
    },
  ];
}
