// Bundles the command into dist/: main.js holds what every start needs, the rest is in chunks loaded on first use.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { collectLicences } from './build/collect-licences.mjs';
import { droppableSdkSchemas } from './build/droppable-sdk-schemas.mjs';
import { noJsonSchema } from './build/no-json-schema.mjs';
import { oneStartChunk } from './build/one-start-chunk.mjs';
import { toCommonJs } from './build/to-commonjs.mjs';

const { values } = parseArgs({ options: { outdir: { type: 'string', default: 'dist' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = path.resolve(root, values.outdir);
const readText = file => readFileSync(path.join(root, file), 'utf8');
const { version, engines } = JSON.parse(readText('package.json'));
const isReleased = !readText('CHANGELOG.md').includes(`## ${version}, not yet released`);

/** @type {import('esbuild').BuildOptions & { metafile: true }} */
const options = {
  absWorkingDir: root,
  entryPoints: { main: 'src/main.ts' },
  outdir,
  chunkNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  minify: true,
  // The maps stay here, so nothing that is published points at one.
  sourcemap: 'external',
  legalComments: 'none',
  alias: {
    '@modelcontextprotocol/server/_shims': path.join(root, 'scripts/build/sdk-shims.mjs'),
    '@modelcontextprotocol/client/_shims': path.join(root, 'scripts/build/client-shims.mjs'),
    undici: path.join(root, 'scripts/build/undici-dispatchers.cjs'),
  },
  define: {
    PACKAGE_VERSION: JSON.stringify(version),
    IS_RELEASED: JSON.stringify(isReleased),
    OLDEST_NODE: JSON.stringify(engines.node.replace('>=', '')),
    // What is built here becomes CommonJS.
    'import.meta.url': '__filename',
  },
  metafile: true,
  write: false,
  logLevel: 'warning',
};

const entry = path.join(root, 'src/main.ts');
const plan = await build({ ...options, plugins: [droppableSdkSchemas, noJsonSchema] });
const lazyEntries = new Set(
  Object.values(plan.metafile.outputs)
    .flatMap(({ entryPoint }) => entryPoint ?? [])
    .map(file => path.join(root, file))
    .filter(file => file !== entry),
);
const { metafile, outputFiles } = await build({
  ...options,
  plugins: [droppableSdkSchemas, noJsonSchema, oneStartChunk({ entry, lazyEntries })],
});

rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
const built = new Map(outputFiles.map(({ path: file, text }) => [path.basename(file), text]));
// What starts shares its code with all that is loaded later, so esbuild moves it to a chunk and leaves an entry that only
// loads that one. To look for one file less is a hundredth of a start.
const [startChunk] = /chunk-\w+\.js/.exec(built.get('main.js'));
for (const [file, text] of built) {
  const map = built.get(`${file}.map`);
  if (map === undefined || file === 'main.js') continue;
  const isStart = file === startChunk;
  const commonJs = await toCommonJs({
    text: text.replaceAll(startChunk, 'main.js'),
    map,
    banner: isStart ? '#!/usr/bin/env node\n"use strict";' : '"use strict";',
  });
  const name = isStart ? 'main.js' : file;
  writeFileSync(path.join(outdir, name), commonJs.text, { mode: isStart ? 0o755 : 0o644 });
  writeFileSync(path.join(outdir, `${name}.map`), commonJs.map);
}
// Beside the package's own, which says that a script is an ES module.
writeFileSync(path.join(outdir, 'package.json'), '{"type":"commonjs"}\n');
writeFileSync(path.join(outdir, 'THIRD-PARTY-LICENSES.txt'), collectLicences({ metafile, root }));
