// Builds the page as one HTML file, dist-single/initscope.html. Otherwise the same as vite.config.js.

import { fileURLToPath } from "node:url";
import { aboutPage } from "./vite/about.js";
import { singleFile } from "./vite/single-file.js";
import site from "./vite.config.js";

export default {
  ...site,
  mode: "single",
  // Without what only a site has: requests to come, headers, a service worker.
  plugins: [aboutPage(), ...singleFile()],
  // Chromium starts no module from what a file has made.
  worker: { format: /** @type {const} */ ("iife") },
  build: {
    ...site.build,
    outDir: "../dist-single",
    rolldownOptions: {
      input: fileURLToPath(new URL("./www/index.html", import.meta.url)),
      output: { codeSplitting: false },
    },
  },
};
