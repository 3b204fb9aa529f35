// Loads the page's other files from its site. The single-file page has single/assets.js instead. Used by core.js and
// names.js.

/**
 * @param {URL} url
 * @param {string} expected names the file and its content, for the error
 * @returns {Promise<Response>}
 */
export async function fetched(url, expected) {
  const response = await fetch(url).catch((/** @type {unknown} */ reason) => {
    throw new Error(`${expected}, got no answer (${reason}). Check the connection and reload the page.`);
  });
  if (!response.ok) throw new Error(`${expected}, got status ${response.status}. The site is incomplete.`);
  return response;
}
