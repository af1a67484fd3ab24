import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import { collectLicences } from '../../scripts/build/collect-licences.mjs';
import { createStateDirectory } from '../kit/open-server.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('the licence of every bundled package is collected, and of no other', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/server/stdio-server.ts', 'src/provider/connections.ts'],
    bundle: true,
    splitting: true,
    platform: 'node',
    format: 'esm',
    outdir: 'nowhere',
    write: false,
    metafile: true,
  });
  const text = collectLicences({ metafile, root });
  for (const name of ['@modelcontextprotocol/server', 'undici', 'zod'])
    expect(text).toMatch(new RegExp(`^${name} \\d[\\w.]* \\([\\w.-]+\\)$`, 'm'));
  expect(text).toContain('Permission is hereby granted, free of charge');
  expect(text).not.toMatch(/^(?:vitest|esbuild|playwright-core) /m);
});

/** A package directory that a bundle took code from, and the metafile that says so. */
function createPackage(manifest: object, files: Record<string, string> = {}) {
  const folder = createStateDirectory();
  const directory = path.join(folder, 'node_modules', '@scope', 'thing');
  mkdirSync(directory, { recursive: true });
  const all = {
    'package.json': JSON.stringify({ name: '@scope/thing', version: '1.2.3', ...manifest }),
    ...files,
  };
  for (const [name, text] of Object.entries(all)) writeFileSync(path.join(directory, name), text);
  const inputs = { 'node_modules/@scope/thing/lib/index.js': { bytesInOutput: 1 } };
  const output = { bytes: 1, imports: [], exports: [], inputs };
  return { root: folder, metafile: { outputs: { 'main.js': output } } };
}

it('a scoped package is found by its directory, and its notice travels along', () => {
  const text = collectLicences(
    createPackage({ license: 'MIT' }, { 'LICENSE.md': 'Do what you like.', NOTICE: 'Made by someone.' }),
  );
  expect(text).toContain('@scope/thing 1.2.3 (MIT)\n\nDo what you like.\n\nMade by someone.');
});

it.each([
  ['no licence field', {}, { LICENSE: 'Do what you like.' }],
  ['no licence file', { license: 'MIT' }, {}],
])('a bundled package with %s stops the build', (_, manifest, files) => {
  expect(() => collectLicences(createPackage(manifest, files))).toThrow('@scope/thing 1.2.3 is bundled');
});
