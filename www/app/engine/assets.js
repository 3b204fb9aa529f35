// Where the page's other files come from: its site. (Where the page is one file, it holds them itself: single/assets.js.)

/**
 * @param {URL} url
 * @param {string} expected names the file and what should have come
 * @returns {Promise<Response>}
 */
export async function fetched(url, expected) {
  const response = await fetch(url).catch((/** @type {unknown} */ reason) => {
    throw new Error(`${expected}, got no answer (${reason}). Check the connection and reload the page.`);
  });
  if (!response.ok) throw new Error(`${expected}, got status ${response.status}. The site is incomplete.`);
  return response;
}
