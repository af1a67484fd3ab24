import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createDeadline, type GoOn } from '../journal/deadline.ts';
import { createDurableDirectory, isErrorWithCode } from '../journal/files/durable-directory.ts';
import { toFileError } from '../journal/files/file-store.ts';
import { type Check, note, ok, orderingRefused, problem } from './doctor-report.ts';

interface StateDirectory {
  readonly directory: string;
  /** The number with which Linux names the kind of a file system; default asks the system. */
  readonly fileSystemType?: ((path: string) => Promise<number>) | undefined;
}

const subject = 'state directory';

const network = (name: string) =>
  `a network file system (${name}); hard links and sync have to be reliable there`;

/** What to know of a file system, by its number in linux/magic.h and statfs(2); other systems have other numbers. */
const fileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, network('NFS')],
  [0x517b, network('SMB')],
  [0xff534d42, network('CIFS')],
  [0xfe534d42, network('SMB2')],
  [0x01021997, network('9P')],
  [0x00c36400, network('Ceph')],
  [0x5346414f, network('AFS')],
  [0x0bd00bd0, network('Lustre')],
  [0x01021994, 'tmpfs, which is gone after a restart of this machine'],
  [0x794c7630, "a container's own layer, which is gone with the container"],
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

async function examine({ directory, fileSystemType }: StateDirectory, goOn: GoOn): Promise<Check[]> {
  const existing = await findExisting(directory);
  const isMade = existing === directory;
  // The dot makes a file in the place of a directory fail.
  await (isMade ? writeRecord(directory, goOn) : access(`${existing}/.`, constants.W_OK));
  const later = isMade ? '' : ', made with the first order';
  const usable = ok(subject, `${directory} (writable${later}); nothing is ordered twice per state directory`);
  const readType = fileSystemType ?? (async place => (await statfs(place)).type);
  // The number comes signed from some systems.
  const concern = fileSystems.get((await readType(existing).catch(() => 0)) >>> 0);
  if (concern === undefined) return [usable];
  const hint = 'Set VPS_STATE_DIR to a local disk, or to a volume that stays.';
  return [usable, note(subject, `It lies on ${concern}.`, hint)];
}

/** The place itself, or the nearest above it that is there; what cannot be looked at fails when it is used. */
async function findExisting(place: string): Promise<string> {
  const isMissing = (error: unknown) => isErrorWithCode(error, 'ENOENT') || isErrorWithCode(error, 'ENOTDIR');
  const isThere = await stat(place).then(
    () => true,
    error => !isMissing(error),
  );
  const parent = path.dirname(place);
  return isThere || parent === place ? place : await findExisting(parent);
}

/** Written, synced and linked as a record is: some file systems refuse the link alone. */
async function writeRecord(directory: string, goOn: GoOn): Promise<void> {
  const name = `doctor-${randomBytes(9).toString('hex')}`;
  const made = await createDurableDirectory(directory).createUnder([name], '', goOn);
  if (made !== undefined) await unlink(path.join(directory, made));
}
