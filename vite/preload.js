// Adds preload links to index.html for the files that its script always fetches, so that they load in parallel with it.

/** The engine and the built-in names, as fetched by `www/app`. @type {[asset: RegExp, type: string][]} */
const FETCHED = [
  [/\binitscope_bg-[^/]+\.wasm$/, "application/wasm"],
  [/\bnames-[^/]+\.txt$/, "text/plain"],
];

/** @returns {import("vite").Plugin} */
export function preloads() {
  return {
    name: "initscope:preload",
    apply: "build",
    transformIndexHtml: {
      order: "post",
      handler(_, { bundle, path }) {
        if (bundle === undefined || path !== "/index.html") return [];
        return FETCHED.map(([pattern, type]) => {
          const found = Object.keys(bundle).filter((file) => pattern.test(file));
          if (found.length !== 1) throw new Error(`${pattern}: expected one asset, got ${found.join(", ") || "none"}`);
          // With `crossorigin`, the request matches a plain fetch() and is not repeated.
          const attrs = { rel: "preload", href: `./${found[0]}`, as: "fetch", type, crossorigin: true };
          return { tag: "link", attrs, injectTo: "head" };
        });
      },
    },
  };
}
