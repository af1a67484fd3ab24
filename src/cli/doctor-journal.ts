import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, stat, statfs, unlink } from 'node:fs/promises';
import path from 'node:path';
import { createDeadline, type GoOn } from '../journal/deadline.ts';
import { createDurableDirectory, isErrorWithCode } from '../journal/files/durable-directory.ts';
import { toFileError } from '../journal/files/file-store.ts';
import { table, toDatabaseError } from '../journal/postgres/database-errors.ts';
import type { OrderContext } from '../orders/context.ts';
import type { DatabaseAddress } from '../settings/value-parsers.ts';
import { type Check, count, note, ok, toProblem } from './doctor-report.ts';

/** The hint where the text itself says what to do. */
const orderingRefused = 'Until then order_create is refused before anything is sent.';

/** Answers the number with which Linux names the kind of a file system. */
export type ReadFileSystem = (place: string) => Promise<number>;

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
export async function checkStateDirectory(
  directory: string,
  readFileSystem: ReadFileSystem = async place => (await statfs(place)).type,
): Promise<Check[]> {
  const subject = 'state directory';
  const look = async (goOn: GoOn): Promise<Check[]> => {
    const existing = await findExisting(directory);
    const isMade = existing === directory;
    // The dot makes a file in the place of a directory fail.
    await (isMade ? writeRecord(directory, goOn) : access(`${existing}/.`, constants.W_OK));
    const later = isMade ? '' : ', made with the first order';
    const text = `${directory} (writable${later}); nothing is ordered twice per state directory`;
    // The number comes signed from some systems.
    const concern = fileSystems.get((await readFileSystem(existing).catch(() => 0)) >>> 0);
    const hint = 'Set VPS_STATE_DIR to a local disk, or to a volume that stays.';
    return [ok(subject, text), ...(concern ? [note(subject, `It lies on ${concern}.`, hint)] : [])];
  };
  try {
    return await createDeadline(directory)('looking at it', look);
  } catch (error) {
    return [toProblem(subject, toFileError(directory, error), orderingRefused)];
  }
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

/** A difference above that is no matter of the way to the database. */
const maxClockMs = 5_000;

const select = `SELECT current_setting('server_version') AS version, current_setting('transaction_read_only') AS read_only,
  to_regclass($1) IS NULL AS is_missing,
  CASE WHEN to_regclass($1) IS NULL THEN has_schema_privilege(current_schema(), 'CREATE')
    ELSE has_table_privilege($1, 'SELECT') AND has_table_privilege($1, 'INSERT') END AS may_write`;

/** Whether orders can be recorded in the shared database. Nothing is written. */
export async function checkDatabase(address: DatabaseAddress): Promise<Check[]> {
  const subject = 'database';
  try {
    // Its client is loaded only where it is needed.
    const { openDatabase } = await import('../journal/postgres/database.ts');
    const database = openDatabase(address);
    const [facts = {}] = await database.transact(({ query }) => query(select, [table]));
    if (facts.read_only === 'on') throw toDatabaseError(address, '25006');
    if (facts.may_write !== true) throw toDatabaseError(address, facts.is_missing ? '42P01' : '42501');
    const tls = address.tls ? 'TLS verified' : 'without TLS, on this machine';
    const later = facts.is_missing ? '; its table is made with the first order' : '';
    const text = `${address.database} on ${address.host}, PostgreSQL ${facts.version}, ${tls}${later}; nothing is ordered twice by all who share it`;
    const offMs = Math.abs(database.now() - Date.now());
    const clocks = `The clock of this machine differs from the database's by ${Math.round(offMs / 1_000)} s. The database's counts.`;
    return [ok(subject, text), ...(offMs > maxClockMs ? [note(subject, clocks)] : [])];
  } catch (error) {
    const hint = `${orderingRefused} docs/shared-journal.md says what it needs.`;
    return [toProblem(subject, error, hint)];
  }
}

/** Whether what was ordered can be read, and whether anything of it is still open. */
export async function checkJournal({ journal, typeCommand }: OrderContext): Promise<Check[]> {
  const subject = 'order journal';
  try {
    const records = await journal.records();
    const summary = ok(subject, `${count(records.count, 'record')}, readable (${journal.place})`);
    const open = records.open.map(({ reference }) => reference);
    const text = `${count(open.length, 'order')} not settled: ${open.join(', ')}`;
    const hint = `Look them up with: ${typeCommand('journal', '--resolve')}`;
    return [summary, ...(open.length > 0 ? [note(subject, text, hint)] : [])];
  } catch (error) {
    return [toProblem(subject, error, orderingRefused)];
  }
}
