// dist/licenses.md has the terms of everything that the site ships: checked against package.json and `cargo tree`, and
// parsed as the page parses it.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { groupsOf } from "../../www/app/about/groups.js";

/** @param {string} name from the root */
const read = (name) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

const text = read("dist/licenses.md");
const groups = groupsOf(text);
/** @param {string} title */
const listed = (title) =>
  groups.find((group) => group.title === title)?.parts.map(({ name, version }) => `${name} ${version}`);

test("every package that the page depends on is listed with its version, and no other", () => {
  const names = Object.keys(JSON.parse(read("package.json")).dependencies);
  const { packages } = JSON.parse(read("package-lock.json"));
  assert.ok(names.length > 3);
  assert.deepEqual(
    listed("JavaScript"),
    names.map((name) => `${name} ${packages[`node_modules/${name}`].version}`).sort(),
  );
});

test("every crate of the wasm module's graph is listed with its version, and no other except the standard library", () => {
  const graph = ["--target", "wasm32-unknown-unknown", "--edges", "normal,no-proc-macro"];
  const tree = ["tree", "--locked", "--package", "initscope", ...graph, "--prefix", "none", "--format", "{p}"];
  const lines = execFileSync("cargo", tree, {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    encoding: "utf8",
  });
  const crates = new Set(lines.split("\n").map((line) => line.split(" ").slice(0, 2).join(" ").replace(" v", " ")));
  crates.delete("");
  for (const own of [...crates].filter((crate) => crate.startsWith("initscope "))) crates.delete(own);
  assert.ok(crates.size > 10);
  const there = listed("Rust, compiled to WebAssembly") ?? [];
  assert.match(there.at(-1) ?? "", /^Rust's standard library \d+\.\d+\.\d+/);
  assert.deepEqual(there.slice(0, -1).sort(), [...crates].sort());
});

test("each entry's terms are complete: a copyright, a disclaimer, and a heading for each part", () => {
  const parts = groups.flatMap((group) => group.parts);
  assert.equal(parts[0].name, "initscope");
  for (const { name, version, license, terms } of parts) {
    assert.match(version, /^\d+\.\d+\.\d+/, name);
    assert.match(license, /MIT|ISC/, name);
    assert.match(terms, /copyright/i, name);
    assert.match(terms, /WITHOUT WARRANTY|AS IS/, name);
    assert.ok(terms.length > 600, `${name}: ${terms.length} characters`);
  }
  // Without the entries, only the file's own headings are left.
  const remaining = parts.reduce(
    (remaining, { name, version, license, terms }) =>
      remaining.replace(`## ${name} - ${version} (${license})\n\n${terms}`, () => ""),
    text,
  );
  assert.deepEqual(
    remaining.split("\n").filter((line) => line.trim() !== ""),
    ["# Licenses", "The parts of this site and their licenses.", "# JavaScript", "# Rust, compiled to WebAssembly"],
  );
});
