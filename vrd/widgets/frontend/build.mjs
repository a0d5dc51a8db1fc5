// Bundle the modules of src/ into dist/widgets.js, the one file that the Python package ships.
//
// `node build.mjs` writes it; `node build.mjs --check` says whether it is up to date. Its first line
// holds a digest of its sources, so that Python can tell without Node (tests/widgets/test_bundle.py).

import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCES = join(HERE, "src");
const BUNDLE = join(HERE, "dist", "widgets.js");

/** Return the SHA-256 of all sources: of the name and the text of each, in order of their names. */
function digest() {
  const hash = createHash("sha256");
  for (const name of readdirSync(SOURCES).filter((file) => file.endsWith(".ts")).sort()) {
    const text = readFileSync(join(SOURCES, name), "utf8").replaceAll("\r\n", "\n");
    hash.update(`${name}\0${text}\0`);
  }
  return hash.digest("hex");
}

const { outputFiles } = await build({
  entryPoints: [join(SOURCES, "index.ts")],
  bundle: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  minify: true,
  write: false,
  banner: { js: `/* Made from src/ by "npm run build": do not edit. Sources: ${digest()} */` },
});
const bundle = outputFiles[0].text;

if (process.argv.includes("--check")) {
  if (readFileSync(BUNDLE, "utf8") !== bundle) {
    console.error("dist/widgets.js is not what src/ makes. Run: npm run build");
    process.exit(1);
  }
  console.log("dist/widgets.js is up to date");
} else {
  writeFileSync(BUNDLE, bundle);
  console.log(`dist/widgets.js: ${bundle.length} characters`);
}
