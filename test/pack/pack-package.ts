import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    packed: PackedPackage;
  }
}

export interface PackedPackage {
  readonly tarball: string;
  readonly tarballBytes: number;
  /** The paths in the tarball. */
  readonly files: readonly string[];
}

/** Packs this project as it would be published: once, since packing builds `dist` anew. */
export default function packOnce(project: TestProject): () => void {
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-pack-'));
  const args = ['pack', '--json', '--silent', '--pack-destination', directory];
  const [packed] = JSON.parse(
    execFileSync('npm', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  project.provide('packed', {
    tarball: path.join(directory, packed.filename),
    tarballBytes: packed.size,
    files: packed.files.map((file: { path: string }) => file.path),
  });
  return () => rmSync(directory, { recursive: true, force: true });
}
