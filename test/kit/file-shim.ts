import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createStateDirectory } from './open-server.ts';

const source = fileURLToPath(new URL('./file-shim.c', import.meta.url));

/** The library that file-shim.c makes; undefined, with a word, where it cannot be built. */
export function buildFileShim(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const directory = mkdtempSync(path.join(tmpdir(), 'vps-order-mcp-shim-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  const library = path.join(directory, 'file-shim.so');
  const { status } = spawnSync('cc', ['-shared', '-fPIC', '-o', library, source, '-ldl']);
  if (status === 0) return library;
  console.warn('Hanging and failing file calls are not tested: there is no C compiler (cc).');
  return undefined;
}

export type FileCall = 'open' | 'readdir' | 'fsync' | 'link';

export interface FileFaults {
  /** What a process needs to meet them. */
  readonly env: Readonly<Record<string, string>>;
  /** From now on the call takes so long, and then fails if it is to. */
  readonly set: (call: FileCall, does: { ms?: number; errno?: number }) => void;
}

/** A state directory whose file calls can be made to hang or to fail. */
export function createFaultyDirectory(library: string): FileFaults {
  const directory = createStateDirectory();
  const file = path.join(createStateDirectory(), 'fault');
  return {
    env: { VPS_STATE_DIR: directory, LD_PRELOAD: library, FAULT_UNDER: directory, FAULT_FILE: file },
    set: (call, { ms = 0, errno = 0 }) => writeFileSync(file, `${call} ${ms} ${errno}`),
  };
}
