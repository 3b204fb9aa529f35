// The terms of all that the site is made of: fetched when they are wanted.

import { fetched } from "../assets.js";
import { element } from "../elements.js";

/** @returns {Promise<string>} */
export async function loadLicenses() {
  const { href } = element("licenses", HTMLLinkElement);
  const response = await fetched(new URL(href), "licenses.md: expected the licences");
  return response.text();
}
