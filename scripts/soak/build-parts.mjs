import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The command as it would be published, and the sandbox as a library, built from the sources as they are now. */
export async function buildParts(directory) {
  const outdir = path.join(directory, 'dist');
  execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs'), '--outdir', outdir], {
    stdio: 'inherit',
  });
  writeFileSync(path.join(outdir, 'package.json'), '{"type":"module"}');
  const outfile = path.join(directory, 'sandbox.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: ['src/sandbox/start-sandbox.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  const { startSandbox } = await import(pathToFileURL(outfile).href);
  return { main: path.join(outdir, 'main.js'), startSandbox };
}
