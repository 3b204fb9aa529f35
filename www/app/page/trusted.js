// Trusted types: the page's policy forbids markup and scripts made of text. Workers alone are named by one, and only
// those of this site pass. The service worker too is such a name.

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
