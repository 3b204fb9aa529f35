// Has index.html name what its script will ask for in any case, so that all of it is on its way before the script is there.

/** The engine and the names, as `www/app` fetches them. @type {[asset: RegExp, type: string][]} */
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
      handler(_, { bundle, chunk }) {
        if (bundle === undefined || chunk === undefined) return [];
        return FETCHED.map(([pattern, type]) => {
          const found = Object.keys(bundle).filter((file) => pattern.test(file));
          if (found.length !== 1) throw new Error(`${pattern}: expected one asset, got ${found.join(", ") || "none"}`);
          // With `crossorigin` the request is that of a plain fetch(), and not made twice.
          const attrs = { rel: "preload", href: `./${found[0]}`, as: "fetch", type, crossorigin: true };
          return { tag: "link", attrs, injectTo: "head" };
        });
      },
    },
  };
}
