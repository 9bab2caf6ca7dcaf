// Bundles the plots into bundle.js, which the program embeds. The same sources and lock file give
// the same bytes; `node build.mjs FILE` writes elsewhere, so that a test can compare.

import { readFile, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "bundle.js");

const result = await build({
  absWorkingDir: here,
  entryPoints: ["main.js"],
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  write: false,
});

/** The packages of which some code is in the bundle. */
const outputs = Object.values(result.metafile.outputs)[0].inputs;
const used = Object.entries(outputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
const folders = used.map(([path]) => path.match(/^(node_modules\/(?:@[^/]+\/)?[^/]+)/)?.[1]);
const packages = [...new Set(folders.filter(Boolean))].sort();

/** Licences by text, each with the packages that come under it. */
const licences = new Map();
for (const folder of packages) {
  const { name, version } = JSON.parse(await readFile(join(here, folder, "package.json"), "utf8"));
  const files = await readdir(join(here, folder));
  const file = files.find((name) => /^licen[cs]e/i.test(name));
  if (!file) throw new Error(`${name} comes without the text of its licence`);
  const text = (await readFile(join(here, folder, file), "utf8")).trim();
  licences.set(text, [...(licences.get(text) ?? []), `${name} ${version}`]);
}
const notices = [...licences].map(([text, names]) => `${names.join(", ")}\n\n${text}`);
const banner = `/*!\nThis script contains parts of the following packages.\n\n${notices.join(
  "\n\n----\n\n",
)}\n*/\n`;
if (banner.slice(3, -4).includes("*/")) throw new Error("a licence ends the comment");

const script = banner + result.outputFiles[0].text;
if (/<\/script|<!--/i.test(script)) throw new Error("the bundle would end its script element");
await writeFile(target, script);
