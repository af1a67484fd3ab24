import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, inject } from 'vitest';

export interface InstalledPackage {
  /** An empty folder but for the installed package. */
  readonly folder: string;
  /** What npm had to say against installing it. */
  readonly warnings: string;
  /** The command as the package manager links it. */
  readonly bin: string;
  /** Every directory below node_modules, to see what was installed. */
  readonly installed: readonly string[];
}

/** Installs the packed package without a network; gone after the tests of the file. */
export function installPackage(): InstalledPackage {
  const folder = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-installed-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(path.join(folder, 'package.json'), '{"name":"empty","private":true}');
  const install = ['install', '--offline', '--no-audit', '--no-fund', inject('packed').tarball];
  const { status, stderr } = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const tree = execFileSync('npm', ['ls', '--all', '--json'], { cwd: folder, encoding: 'utf8' });
  return {
    warnings: stderr,
    folder,
    bin: path.join(folder, 'node_modules', '.bin', 'vps-order-mcp'),
    installed: listDependencies(JSON.parse(tree)),
  };
}

interface DependencyTree {
  readonly dependencies?: Readonly<Record<string, DependencyTree>>;
}

function listDependencies({ dependencies = {} }: DependencyTree): string[] {
  return Object.entries(dependencies).flatMap(([name, tree]) => [name, ...listDependencies(tree)]);
}
