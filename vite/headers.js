// Writes the recommended HTTP headers to dist/_headers, the format of Netlify and Cloudflare Pages. The content security
// policy is in the pages as well, so that it holds on hosts that send no headers.

import { readFileSync } from "node:fs";

/** Browser features that the page does not use. (Copying a link uses clipboard-write.) */
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
 * The content of a meta tag.
 * @param {string} html
 * @param {string} kind such as `http-equiv="Content-Security-Policy"`
 */
function metaContent(html, kind) {
  const found = html.match(new RegExp(`<meta ${kind} content="([^"]+)">`));
  if (found === null) throw new Error(`index.html: expected a meta tag with ${kind}, got none`);
  return found[1];
}

/** @param {string} html of the page */
function headers(html) {
  return `# HTTP headers for Netlify and Cloudflare Pages; on another host, configure the same headers.
# X-Frame-Options and frame-ancestors are absent on purpose: any page may embed this one. Even
# \`frame-ancestors *\` would exclude local files and notebooks, whose outputs are sandboxed.
# Access-Control-Allow-Origin lets the page run in a frame with sandbox="allow-scripts". All files are public; no cookies are used.
/*
  Content-Security-Policy: ${metaContent(html, 'http-equiv="Content-Security-Policy"')}
  Referrer-Policy: ${metaContent(html, 'name="referrer"')}
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
      // Workers are separate bundles.
      if (this.environment.config.isWorker) return;
      const html = readFileSync(new URL("../www/index.html", import.meta.url), "utf8");
      this.emitFile({ type: "asset", fileName: "_headers", source: headers(html) });
    },
  };
}
