import { mkdtempSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * This server with its packages left where they are, as they are, and each of them loaded by the first call that needs it.
 * Answers the folder of its main.mjs, which whoever asked for it removes.
 */
export async function buildUnbundled() {
  const { version, engines } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  // Below the project, so that Node finds the packages.
  const outdir = mkdtempSync(path.join(root, 'node_modules/.unbundled-'));
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
    define: {
      PACKAGE_VERSION: JSON.stringify(version),
      IS_RELEASED: 'false',
      OLDEST_NODE: JSON.stringify(engines.node.replace('>=', '')),
    },
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
