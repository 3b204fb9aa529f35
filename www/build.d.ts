/** Which build this is: eight hex digits, the same for the same sources. Put in by vite.config.js. */
declare const __BUILD__: string;
