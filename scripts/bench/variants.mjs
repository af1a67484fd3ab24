import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const inRoot = name => path.join(root, name);

/** What is measured side by side: names in the tables, and commands. */
export async function createVariants() {
  const unbundled = await buildUnbundled();
  return {
    variants: {
      'bare Node process': { command: ['node', inRoot('scripts/bench/echo-server.cjs')] },
      'vps-order-mcp': { command: ['node', inRoot('dist/main.js')] },
      'the same, unbundled': { command: ['node', path.join(unbundled, 'main.mjs')] },
      'plain server, same SDK': { command: ['node', inRoot('scripts/bench/plain-server.mjs')] },
    },
    dispose: () => rmSync(unbundled, { recursive: true, force: true }),
  };
}

/** This server with its packages left where they are, and each of them loaded by the first call that needs it. */
async function buildUnbundled() {
  // Below the project, so that Node finds the packages.
  const outdir = mkdtempSync(inRoot('node_modules/.unbundled-'));
  await build({
    absWorkingDir: root,
    entryPoints: { main: 'src/main.ts' },
    outdir,
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    outExtension: { '.js': '.mjs' },
    define: { PACKAGE_VERSION: '"0.0.0"' },
    plugins: [nothingAhead],
    logLevel: 'warning',
  });
  return outdir;
}

/** @type {import('esbuild').Plugin} */
const nothingAhead = {
  name: 'nothing-ahead',
  setup({ onLoad }) {
    onLoad({ filter: /load-after-tool-list\.ts$/ }, () => ({
      contents: 'export function loadAfterToolList() {}',
    }));
  },
};
