import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command as it would be published, and the sandbox and the faults of the tests as libraries, built from the sources as they are now. */
export async function buildParts(directory) {
  const outdir = path.join(directory, 'dist');
  execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--outdir', outdir], {
    stdio: 'inherit',
  });
  const libraries = path.join(directory, 'libraries');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/sandbox/start-sandbox.ts', 'test/kit/scripted-answer.ts'],
    outdir: libraries,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const load = name => import(pathToFileURL(path.join(libraries, name)).href);
  const { startSandbox } = await load('start-sandbox.mjs');
  const { toFault } = await load('scripted-answer.mjs');
  return { main: path.join(outdir, 'main.js'), startSandbox, toFault };
}
