import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { unpackExtension } from '@anthropic-ai/mcpb';

/** Builds the desktop bundle and unpacks it, as a desktop does. */
export async function unpackBundle(folder: string): Promise<string> {
  const mcpbPath = path.join(folder, 'bundle.mcpb');
  execFileSync(process.execPath, ['scripts/build-mcpb.mjs', '--out', mcpbPath], { stdio: 'pipe' });
  const outputDir = path.join(folder, 'unpacked');
  if (!(await unpackExtension({ mcpbPath, outputDir, silent: true })))
    throw new Error('The bundle cannot be unpacked.');
  return outputDir;
}
