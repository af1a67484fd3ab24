import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createDurableDirectory } from '../journal/files/durable-directory.ts';
import { type Check, note, ok, problem } from './doctor-report.ts';

interface StateDirectory {
  readonly directory: string;
  readonly platform: NodeJS.Platform;
  /** The number with which Linux names the kind of a file system; default asks the system. */
  readonly fileSystemType?: ((path: string) => Promise<number>) | undefined;
}

const subject = 'state directory';

type Concern = readonly [text: string, hint: string];

const onNetwork = (name: string): Concern => [
  `It lies on a network file system (${name}); hard links and sync have to be reliable there.`,
  'Prefer a local disk: set VPS_STATE_DIR.',
];
const passing = (what: string): Concern => [
  `It lies on ${what}.`,
  'Mount a volume that stays, and set VPS_STATE_DIR to it.',
];

/** What to know of a file system, by its number in linux/magic.h and statfs(2), and what to do about it. */
const fileSystems = new Map<number, Concern>([
  [0x6969, onNetwork('NFS')],
  [0x517b, onNetwork('SMB')],
  [0xff534d42, onNetwork('CIFS')],
  [0xfe534d42, onNetwork('SMB2')],
  [0x01021997, onNetwork('9P')],
  [0x00c36400, onNetwork('Ceph')],
  [0x5346414f, onNetwork('AFS')],
  [0x0bd00bd0, onNetwork('Lustre')],
  [0x01021994, passing('tmpfs, which is gone after a restart of this machine')],
  [0x858458f6, passing('ramfs, which is gone after a restart of this machine')],
  [0x794c7630, passing("a container's own layer, which is gone with the container")],
]);

/** Whether orders can be recorded there, and will still be known later. Nothing is left behind. */
export async function checkStateDirectory(state: StateDirectory): Promise<Check[]> {
  const { directory } = state;
  const hint = 'Make it a directory that this user can write, or set VPS_STATE_DIR to one.';
  const existing = await findExisting(directory);
  if (!existing.isDirectory) {
    const text = `${directory} cannot be made: ${existing.path} is not a directory.`;
    return [problem(subject, text, hint)];
  }
  const isMade = existing.path === directory;
  try {
    await (isMade ? writeRecord(directory) : access(existing.path, constants.W_OK));
  } catch (error) {
    return [problem(subject, `${existing.path} cannot be written (${readCode(error)}).`, hint)];
  }
  const later = isMade ? '' : ', made with the first order';
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
      const isMissing = ['ENOENT', 'ENOTDIR'].includes(readCode(error));
      if (!isMissing || candidate === path.dirname(candidate)) return { path: candidate, isDirectory: true };
    }
  }
}

/** Written, synced and linked as a record is: some file systems refuse the link alone. */
async function writeRecord(directory: string): Promise<void> {
  const name = `doctor-${randomBytes(9).toString('hex')}`;
  const made = await createDurableDirectory(directory).createUnder([name], '');
  if (made !== undefined) await unlink(path.join(directory, made));
}

async function findConcerns(
  existing: string,
  { platform, fileSystemType }: StateDirectory,
): Promise<Check[]> {
  if (platform === 'win32')
    return [
      note(subject, 'Windows has no directory sync and no file modes: a crash can lose the last record.'),
    ];
  if (platform !== 'linux') return [];
  const readType = fileSystemType ?? (async place => (await statfs(place)).type);
  // The number comes signed from some systems.
  const concern = fileSystems.get((await readType(existing).catch(() => 0)) >>> 0);
  return concern ? [note(subject, ...concern)] : [];
}

function readCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
}
