// Workers for a page without an origin, as in a frame whose sandbox allows scripts alone: it may start none from a file,
// but one from a blob may fetch that file, where the host lets any origin have it. Loaded only there, and once.

/** Chromium starts no module from a blob there; a classic script holds what comes before the module is fetched. @param {string} url */
const bootstrap = (url) => `
  const early = [];
  onmessage = (event) => early.push(event);
  import(${JSON.stringify(url)}).then(() => { for (const event of early) onmessage(event); }, reportError);
`;

const Native = Worker;
globalThis.Worker = class extends Native {
  /** @param {string | URL} url @param {WorkerOptions} [options] */
  constructor(url, options) {
    // What is a blob already may start as it is.
    if (String(url).startsWith("blob:")) super(url, options);
    else {
      const made = new Blob([bootstrap(String(url))], { type: "text/javascript" });
      super(URL.createObjectURL(made), { name: options?.name });
    }
  }
};

export {};
