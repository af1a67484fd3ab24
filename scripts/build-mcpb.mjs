// Packs the desktop bundle: the manifest, its icon, the licence and the built command. The official tool checks the manifest.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { packExtension } from '@anthropic-ai/mcpb';

const { values } = parseArgs({ options: { out: { type: 'string', default: 'vps-order-mcp.mcpb' } } });
const root = fileURLToPath(new URL('..', import.meta.url));
const readJson = file => JSON.parse(readFileSync(path.join(root, file), 'utf8'));

const { version } = readJson('package.json');
const manifest = { ...readJson('mcpb/manifest.json'), version };

const stage = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-bundle-'));
try {
  writeFileSync(path.join(stage, 'manifest.json'), JSON.stringify(manifest, null, 2));
  copyFileSync(path.join(root, 'LICENSE'), path.join(stage, 'LICENSE'));
  copyFileSync(path.join(root, 'mcpb', manifest.icon), path.join(stage, manifest.icon));
  const outdir = path.join(stage, 'server');
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', outdir], { cwd: root, stdio: 'inherit' });
  const packed = await packExtension({
    extensionPath: stage,
    outputPath: path.resolve(root, values.out),
    silent: true,
  });
  if (!packed) throw new Error('The bundle could not be packed; is mcpb/manifest.json valid?');
} finally {
  rmSync(stage, { recursive: true, force: true });
}
