// Bundles TensorFlow.js into one module, since its own bundles lack the gradients.

import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    outDir: "../target/bench/tensorflow",
    emptyOutDir: true,
    minify: false,
    lib: { entry: "page/library.js", formats: ["es"], fileName: "tensorflow" },
  },
});
