// The terms of all that the site is made of: fetched when they are wanted.

import { fetched } from "../assets.js";

/** @returns {Promise<string>} */
export async function loadLicenses() {
  // The build puts them beside the page, with no hash in their name.
  const response = await fetched(new URL("licenses.md", document.baseURI), "licenses.md: expected the licences");
  return response.text();
}
