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

const early = 'loadAfterToolList(transport, loadForFirstCall);';

/** @type {import('esbuild').Plugin} */
const nothingAhead = {
  name: 'nothing-ahead',
  setup({ onLoad, onEnd }) {
    let isDone = false;
    onLoad({ filter: /[\\/]stdio-server\.ts$/ }, ({ path: file }) => {
      const text = readFileSync(file, 'utf8');
      isDone = text.includes(early);
      return { contents: text.replace(early, ''), loader: 'ts' };
    });
    onEnd(() => ({ errors: isDone ? [] : [{ text: `nothing reads ${early}` }] }));
  },
};
