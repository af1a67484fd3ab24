import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Kept between runs, as each of them is some hundred megabytes. */
const cache = path.join(tmpdir(), 'vps-order-mcp-node-versions');

/** The program of a Node version, from the package that the `node` package of the npm registry installs for this platform. */
export function fetchNode(version: string): string {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const folder = path.join(cache, version);
  const program = path.join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    execFileSync(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`],
      { stdio: 'inherit' },
    );
  }
  return program;
}
