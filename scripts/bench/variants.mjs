import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildUnbundled } from './build-unbundled.mjs';

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
