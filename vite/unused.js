// Leaves out what no bundler finds unused, since it is hung on something that is used.

/** @type {{file: RegExp, texts: string[]}[]} */
const UNUSED = [
  // Ways to draw other than lines, and to join tables.
  {
    file: /\/uplot\/dist\/uPlot\.esm\.js$/,
    texts: [
      "uPlot.join = join;",
      "(paths.stepped = stepped);",
      "(paths.bars    = bars);",
      "(paths.spline  = monotoneCubic);",
    ],
  },
  // The page makes neither: they are the workers', and with these lines they would come along.
  {
    file: /\/www\/pkg\/initscope\.js$/,
    texts: ["Session", "Sweeper"].map(
      (name) => `if (Symbol.dispose) ${name}.prototype[Symbol.dispose] = ${name}.prototype.free;`,
    ),
  },
];

/** @returns {import("vite").Plugin} */
export function leavesOut() {
  return {
    name: "initscope:unused",
    apply: "build",
    transform: {
      filter: { id: UNUSED.map(({ file }) => file) },
      handler(code, id) {
        let rest = code;
        for (const text of UNUSED.find(({ file }) => file.test(id))?.texts ?? []) {
          const parts = rest.split(text);
          if (parts.length !== 2) throw new Error(`${id}: expected “${text}” once, got it ${parts.length - 1} times`);
          rest = parts.join("");
        }
        return { code: rest, map: null };
      },
    },
  };
}
