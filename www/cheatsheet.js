// What only a script can add to the cheat sheet: on paper the whole addresses of its links, and a QR code of the page's; on the
// screen a button that prints. Without it, the sheet is complete. Loaded by cheatsheet.html.

import { correction, generate } from "lean-qr";

const page = new URL("./", location.href).href;

for (const link of document.querySelectorAll("a")) {
  const address = new URL(link.getAttribute("href") ?? "", page).href;
  // The page's own address is written once.
  link.dataset.address = address === page ? "" : address.slice(page.length);
}

/** Nobody can open a file of this computer on another one. */
if (location.protocol !== "file:") {
  const code = document.querySelector("canvas");
  generate(page, { minCorrectionLevel: correction.M }).toCanvas(/** @type {HTMLCanvasElement} */ (code), {
    ...{ on: [0, 0, 0, 255], off: [255, 255, 255, 255], pad: 4 },
  });
  for (const place of document.querySelectorAll("[data-page]")) place.textContent = page;
  document.body.classList.add("addressed");
}

const print = document.getElementById("print");
print?.addEventListener("click", () => window.print());
print?.toggleAttribute("hidden", false);
