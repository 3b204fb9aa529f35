// Workers for a page without an origin, as in an iframe with sandbox="allow-scripts". It can't start a worker from a file, but
// a worker from a blob can fetch the file, if the host allows any origin. Loaded by main.js only in that case.

/** A classic script, since Chromium starts no module worker from a blob there. It keeps the messages that arrive before the module is loaded. @param {string} url */
const bootstrap = (url) => `
  const early = [];
  onmessage = (event) => early.push(event);
  import(${JSON.stringify(url)}).then(() => { for (const event of early) onmessage(event); }, reportError);
`;

const Native = Worker;
globalThis.Worker = class extends Native {
  /** @param {string | URL} url @param {WorkerOptions} [options] */
  constructor(url, options) {
    // A blob can be started directly.
    if (String(url).startsWith("blob:")) super(url, options);
    else {
      const made = new Blob([bootstrap(String(url))], { type: "text/javascript" });
      super(URL.createObjectURL(made), { name: options?.name });
    }
  }
};

export {};
