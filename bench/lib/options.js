// Parses the command line.

import { parseArgs } from "node:util";

export const USAGE = `Usage: ./build.sh bench [--quick] [--rounds N] [--only PATTERN] [--long]

  --quick          3 short rounds, for a first look
  --rounds N       how many rounds (default: 7)
  --only PATTERN   the measures whose name matches this regular expression
  --long           a million steps where memory is watched, instead of 100,000`;

/** @param {string[]} args */
export function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      rounds: { type: "string" },
      only: { type: "string", default: "" },
      long: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const rounds = Number(values.rounds ?? (values.quick ? 3 : 7));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds: expected a whole number, got ${values.rounds}`);
  return { ...values, rounds, only: new RegExp(values.only, "i") };
}
