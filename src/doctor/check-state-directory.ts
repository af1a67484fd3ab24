import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createDurableDirectory } from '../journal/durable-directory.ts';
import { type Check, note, ok } from './check.ts';

export interface StateDirectory {
  readonly directory: string;
  readonly platform: NodeJS.Platform;
  /** The number with which Linux names the kind of a file system; default asks the system. */
  readonly fileSystemType?: (path: string) => Promise<number>;
}

const subject = 'state directory';

const hint = 'Make it a directory that this user can write, or set VPS_STATE_DIR to one.';

// The numbers of linux/magic.h and statfs(2).
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9P'],
  [0x00c36400, 'Ceph'],
  [0x5346414f, 'AFS'],
  [0x0bd00bd0, 'Lustre'],
]);

const passingFileSystems: ReadonlyMap<number, string> = new Map([
  [0x01021994, 'tmpfs, which is gone after a restart of this machine'],
  [0x858458f6, 'ramfs, which is gone after a restart of this machine'],
  [0x794c7630, "a container's own layer, which is gone with the container"],
]);

/** Whether orders can be recorded there, and will still be known later. Nothing is left behind. */
export async function checkStateDirectory(state: StateDirectory): Promise<Check[]> {
  const { directory } = state;
  const existing = await findExisting(directory);
  if (!existing.isDirectory) {
    const text = `${directory} can not be made: ${existing.path} is not a directory.`;
    return [{ verdict: 'problem', subject, text, hint }];
  }
  const refusal = existing.path === directory ? await tryFile(directory) : await tryAccess(existing.path);
  if (refusal !== undefined) {
    const text = `${existing.path} can not be written (${refusal}).`;
    return [{ verdict: 'problem', subject, text, hint }];
  }
  const later = existing.path === directory ? '' : ', made with the first order';
  return [
    ok(subject, `${directory} (writable${later}); nothing is ordered twice per state directory`),
    ...(await findConcerns(existing.path, state)),
  ];
}

async function findExisting(directory: string): Promise<{ path: string; isDirectory: boolean }> {
  for (let candidate = directory; ; candidate = path.dirname(candidate)) {
    try {
      return { path: candidate, isDirectory: (await stat(candidate)).isDirectory() };
    } catch (error) {
      const code = readCode(error);
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || candidate === path.dirname(candidate))
        return { path: candidate, isDirectory: true };
    }
  }
}

/** Written, synced and linked as a record is: some file systems refuse the link alone. */
async function tryFile(directory: string): Promise<string | undefined> {
  try {
    const name = `doctor-${randomBytes(9).toString('hex')}`;
    const made = await createDurableDirectory(directory).createUnder([name], '');
    if (made !== undefined) await unlink(path.join(directory, made));
    return undefined;
  } catch (error) {
    return readCode(error);
  }
}

async function tryAccess(directory: string): Promise<string | undefined> {
  try {
    await access(directory, constants.W_OK);
    return undefined;
  } catch (error) {
    return readCode(error);
  }
}

async function findConcerns(existing: string, state: StateDirectory): Promise<Check[]> {
  if (state.platform === 'win32') {
    return [
      note(subject, 'Windows has no directory sync and no file modes: a crash can lose the last record.'),
    ];
  }
  if (state.platform !== 'linux') return [];
  const readType = state.fileSystemType ?? (async place => (await statfs(place)).type);
  // The number comes signed from some systems.
  const type = await readType(existing).then(
    number => number >>> 0,
    () => 0,
  );
  const network = networkFileSystems.get(type);
  if (network !== undefined) {
    const text = `It lies on a network file system (${network}); hard links and sync have to be reliable there.`;
    return [{ verdict: 'note', subject, text, hint: 'Prefer a local disk: set VPS_STATE_DIR.' }];
  }
  const passing = passingFileSystems.get(type);
  if (passing === undefined) return [];
  const advice = 'Mount a volume that stays, and set VPS_STATE_DIR to it.';
  return [{ verdict: 'note', subject, text: `It lies on ${passing}.`, hint: advice }];
}

function readCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
}
