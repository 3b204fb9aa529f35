// Adds style sheets that come with late parts of the page. (Where the page is one file, it holds them: single/styles.js.)

/**
 * Adds a style sheet to the page.
 * @param {URL} url
 * @param {string} expected names the file
 */
export function styled(url, expected) {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = url.href;
    link.onload = resolve;
    link.onerror = () => reject(new Error(`${expected} could not be loaded`));
    document.head.append(link);
  });
}
