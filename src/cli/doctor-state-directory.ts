import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createDeadline, type GoOn } from '../journal/deadline.ts';
import { createDurableDirectory, isErrorWithCode } from '../journal/files/durable-directory.ts';
import { toFileError } from '../journal/files/file-errors.ts';
import { type Check, note, ok, orderingRefused, problem } from './doctor-report.ts';

interface StateDirectory {
  readonly directory: string;
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
  try {
    return await createDeadline(directory)('looking at it', goOn => examine(state, goOn));
  } catch (error) {
    return [problem(subject, toFileError(directory, error).message, orderingRefused)];
  }
}

async function examine(state: StateDirectory, goOn: GoOn): Promise<Check[]> {
  const { directory } = state;
  const existing = await findExisting(directory);
  if (!existing.isDirectory) {
    const text = `${directory} cannot be made: ${existing.path} is not a directory.`;
    return [problem(subject, text, 'Set VPS_STATE_DIR to a directory that this user can write.')];
  }
  const isMade = existing.path === directory;
  await (isMade ? writeRecord(directory, goOn) : access(existing.path, constants.W_OK));
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
      if (!isMissing(error) || candidate === path.dirname(candidate))
        return { path: candidate, isDirectory: true };
    }
  }
}

/** Written, synced and linked as a record is: some file systems refuse the link alone. */
async function writeRecord(directory: string, goOn: GoOn): Promise<void> {
  const name = `doctor-${randomBytes(9).toString('hex')}`;
  const made = await createDurableDirectory(directory).createUnder([name], '', goOn);
  if (made !== undefined) await unlink(path.join(directory, made));
}

/** Known on Linux alone: the numbers of other systems are none of these. */
async function findConcerns(existing: string, { fileSystemType }: StateDirectory): Promise<Check[]> {
  const readType = fileSystemType ?? (async place => (await statfs(place)).type);
  // The number comes signed from some systems.
  const concern = fileSystems.get((await readType(existing).catch(() => 0)) >>> 0);
  return concern ? [note(subject, ...concern)] : [];
}

function isMissing(error: unknown): boolean {
  return isErrorWithCode(error, 'ENOENT') || isErrorWithCode(error, 'ENOTDIR');
}
