// Serves `www/` and builds the static site in `dist/`: hashed names, relative paths, ES module workers.

import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { packsNames } from "./vite/names.js";
import { preloads } from "./vite/preload.js";

/** The dev server and the build each take a relative path from elsewhere. @param {string} name */
const page = (name) => fileURLToPath(new URL(`./www/${name}`, import.meta.url));

export default defineConfig({
  root: "www",
  publicDir: false,
  // Relative, so that the site works from any folder of any static host.
  base: "./",
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    rolldownOptions: { input: [page("index.html"), page("cheatsheet.html")] },
    target: ["chrome111", "firefox114", "safari16.4"],
    // A data: URL would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    // Minifying drops the notices that the packages' licences ask to travel along.
    license: { fileName: "licenses.md" },
  },
  plugins: [packsNames(), preloads()],
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
});
