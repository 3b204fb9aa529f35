// Trusted types: the page's policy forbids markup and scripts made from strings. Only the URLs of workers and of the service
// worker are strings, and only those of this site are allowed. Used by main.js.

/** @typedef {{createPolicy: (name: "default", rules: {createScriptURL: (url: string) => string}) => void}} TrustedTypes */

export function trustOwnScripts() {
  const types = /** @type {{trustedTypes?: TrustedTypes}} */ (/** @type {unknown} */ (window)).trustedTypes;
  types?.createPolicy("default", {
    createScriptURL(url) {
      const { protocol, origin } = new URL(url, location.href);
      if (protocol === "blob:" || origin === location.origin) return url;
      throw new TypeError(`expected a script of ${location.origin}, got ${url}`);
    },
  });
}
