import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface InstalledPackage {
  readonly tarball: string;
  /** The paths in the tarball. */
  readonly files: readonly string[];
  readonly tarballBytes: number;
  /** An empty folder but for the installed package. */
  readonly folder: string;
  /** What npm had to say against installing it. */
  readonly warnings: string;
  /** The command as the package manager links it. */
  readonly bin: string;
  /** Every directory below node_modules, to see what was installed. */
  readonly installed: readonly string[];
}

/** Packs this project as it would be published, and installs the tarball without a network. */
export function packAndInstall(): InstalledPackage {
  const work = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-pack-'));
  afterAll(() => rmSync(work, { recursive: true, force: true }));
  const [packed] = JSON.parse(runNpm(['pack', '--json', '--silent', '--pack-destination', work], root));
  const folder = path.join(work, 'empty');
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), '{"name":"empty","private":true}');
  const tarball = path.join(work, packed.filename);
  const install = ['install', '--offline', '--no-audit', '--no-fund', tarball];
  const { status, stderr } = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const lock = JSON.parse(runNpm(['ls', '--all', '--json'], folder));
  return {
    tarball,
    files: packed.files.map((file: { path: string }) => file.path),
    tarballBytes: packed.size,
    warnings: stderr,
    folder,
    bin: path.join(folder, 'node_modules', '.bin', 'vps-order-mcp'),
    installed: listDependencies(lock),
  };
}

interface DependencyTree {
  readonly dependencies?: Readonly<Record<string, DependencyTree>>;
}

function listDependencies({ dependencies = {} }: DependencyTree): string[] {
  return Object.entries(dependencies).flatMap(([name, tree]) => [name, ...listDependencies(tree)]);
}

function runNpm(args: string[], cwd: string): string {
  return execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
