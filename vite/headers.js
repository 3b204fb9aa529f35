// The headers that the site is best served with, as `_headers` in dist/: the file that Netlify and Cloudflare Pages read.
// The policy itself stands in the pages, so that it holds on a host that sends no headers too.

import { readFileSync } from "node:fs";

/** Features of browsers that the page has no use for; to copy a link it needs clipboard-write. */
const UNUSED = [
  "accelerometer",
  "autoplay",
  "camera",
  "clipboard-read",
  "display-capture",
  "encrypted-media",
  "geolocation",
  "gyroscope",
  "magnetometer",
  "microphone",
  "midi",
  "payment",
  "picture-in-picture",
  "publickey-credentials-get",
  "screen-wake-lock",
  "usb",
  "xr-spatial-tracking",
];

/**
 * What a page says in a meta tag of this kind.
 * @param {string} html
 * @param {string} kind such as `http-equiv="Content-Security-Policy"`
 */
function said(html, kind) {
  const found = html.match(new RegExp(`<meta ${kind} content="([^"]+)">`));
  if (found === null) throw new Error(`index.html: expected a meta tag with ${kind}, got none`);
  return found[1];
}

/** @param {string} html of the page */
function headers(html) {
  return `# What Netlify and Cloudflare Pages send along; for another host, the same lines in its own words.
# Without X-Frame-Options and frame-ancestors, on purpose: any page may hold this one in a frame. Even
# \`frame-ancestors *\` would refuse pages of files, and notebooks, whose outputs stand in a sandbox.
# Access-Control-Allow-Origin lets a frame run whose sandbox allows scripts alone. All files are public, and no cookie is read.
/*
  Content-Security-Policy: ${said(html, 'http-equiv="Content-Security-Policy"')}
  Referrer-Policy: ${said(html, 'name="referrer"')}
  X-Content-Type-Options: nosniff
  Permissions-Policy: ${UNUSED.map((feature) => `${feature}=()`).join(", ")}
  Access-Control-Allow-Origin: *
  Cross-Origin-Resource-Policy: cross-origin
/assets/*
  Cache-Control: public, max-age=31536000, immutable
`;
}

/** @returns {import("vite").Plugin} */
export function writesHeaders() {
  return {
    name: "initscope:headers",
    apply: "build",
    generateBundle() {
      // Workers are bundles of their own.
      if (this.environment.config.isWorker) return;
      const html = readFileSync(new URL("../www/index.html", import.meta.url), "utf8");
      this.emitFile({ type: "asset", fileName: "_headers", source: headers(html) });
    },
  };
}
