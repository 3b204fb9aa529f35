// In the place of app/page/sandboxed.js where the page is one file, which has no origin either: its workers are inside, and start
// as they are.

export {};
