// Serves `www/` and builds the static site in `dist/`: hashed names, relative paths, ES module workers.

import { defineConfig } from "vite";

export default defineConfig({
  root: "www",
  publicDir: false,
  // Relative, so that the site works from any folder of any static host.
  base: "./",
  build: {
    outDir: "../dist",
    emptyOutDir: true,
    rolldownOptions: { input: ["www/index.html", "www/cheatsheet.html"] },
    target: ["chrome111", "firefox114", "safari16.4"],
    // A data: URL would need a looser content security policy.
    assetsInlineLimit: 0,
    modulePreload: false,
    // Minifying drops the notices that the packages' licences ask to travel along.
    license: { fileName: "licenses.md" },
  },
  worker: { format: "es" },
  server: { host: "127.0.0.1" },
});
