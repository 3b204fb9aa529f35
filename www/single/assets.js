// In the place of app/engine/assets.js where the page is one file: its other files are in it, as data: URLs that vite/single-file.js
// has packed. They are unpacked here and not fetched, so that the page's policy can forbid every request.

/** @param {URL} url @returns {Promise<Response>} */
export async function fetched({ pathname }) {
  const [, type, packed] = /^([^;,]*)[^,]*,(.*)$/s.exec(pathname) ?? [];
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(unpacked, { headers: { "Content-Type": type } });
}
