// Serves `www/` and builds the static site in `dist/`: hashed names, relative paths, ES module workers.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { aboutPage } from "./vite/about.js";
import { writesHeaders } from "./vite/headers.js";
import { preloads } from "./vite/preload.js";
import { serviceWorker } from "./vite/service-worker.js";
import { build } from "./vite/version.js";

/** The dev server and the build each take a relative path from elsewhere. @param {string} name */
const page = (name) => fileURLToPath(new URL(`./www/${name}`, import.meta.url));

export default defineConfig({
  root: "www",
  publicDir: false,
  // Relative, so that the site works from any folder of any static host.
  base: "./",
  plugins: [preloads(), aboutPage(), writesHeaders(), serviceWorker()],
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    rolldownOptions: {
      input: [page("index.html"), page("cheatsheet.html")],
      // All that main.js imports before it runs is one file, also where a part that is loaded later imports it too. What the
      // cheat sheet imports is not part of it.
      output: {
        codeSplitting: {
          groups: [{ name: "index", test: /^(?!.*(\/cheatsheet\.js$|\/lean-qr\/)).*\.js$/, tags: ["$initial"] }],
        },
      },
    },
    target: ["chrome111", "firefox114", "safari16.4"],
    // A data: URL would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    // Minifying drops the notices that the packages' licences ask to travel along.
    license: { fileName: "licenses.md" },
  },
  define: { __BUILD__: JSON.stringify(build()) },
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
});
