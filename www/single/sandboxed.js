// Replaces app/page/sandboxed.js in the single-file page, whose workers are inlined and start without it.

export {};
