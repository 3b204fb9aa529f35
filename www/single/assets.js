// Replaces app/engine/assets.js in the single-file page: its other files are data: URLs packed by vite/single-file.js. They are
// unpacked here instead of fetched, so that the page's policy can forbid all requests.

/** @param {URL} url @returns {Promise<Response>} */
export async function fetched({ pathname }) {
  const [, type, packed] = /^([^;,]*)[^,]*,(.*)$/s.exec(pathname) ?? [];
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(unpacked, { headers: { "Content-Type": type } });
}
