import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { coalesceReads } from '../../coalesce-reads.ts';
import { VpsError } from '../../errors/vps-error.ts';
import { createDeadline, type GoOn } from '../deadline.ts';
import { readHeader } from '../header.ts';
import { parseRecordName } from '../record.ts';
import type { Store } from '../store.ts';
import { createDurableDirectory, type DurableDirectory } from './durable-directory.ts';
import { createRecordReader } from './record-reader.ts';

/** For all files of a long journal together; each of them has a deadline of its own. */
const maxReadingMs = 15_000;

/** A journal in a directory of files. */
export function createFileStore(
  place: string,
  directory: DurableDirectory = createDurableDirectory(place),
): Store {
  const within = createDeadline(place);
  const withinReading = createDeadline(place, maxReadingMs);
  const step = <T>(what: string, work: (goOn: GoOn) => Promise<T>): Promise<T> =>
    within(what, work).catch(cause => {
      throw toFileError(place, cause);
    });
  const read = (name: string) => step(`reading ${name}`, () => directory.read(name));
  const createUnder = (names: Iterable<string>, text: string) =>
    step('writing a file', goOn => directory.createUnder(names, text, goOn));
  const reader = createRecordReader({
    place,
    read,
    createUnder,
    list: () => step('listing it', directory.list),
  });

  return {
    place,
    make: () => step('making it', directory.make),
    read,
    async createUnder(names, text) {
      const name = await createUnder(names, text);
      const written = parseRecordName(name ?? '');
      if (written) reader.put({ ...JSON.parse(text), ...written });
      // Somebody else wrote what was not known here.
      if (name === undefined) reader.listAnew();
      return name;
    },
    records: coalesceReads(() => withinReading('reading all of it', reader.read)),
  };
}

/** One directory per provider URL and account label: readable by a person, unique by the digest of both. */
export function toJournalDirectory(place: { stateDirectory: string; apiUrl: URL; account: string }): string {
  const { stateDirectory, apiUrl, account } = place;
  const digest = createHash('sha256').update(`${apiUrl.href}\n${account}`).digest('hex').slice(0, 12);
  const host = apiUrl.host.toLowerCase().replace(/[^a-z0-9.-]/g, '_');
  return path.join(stateDirectory, 'journal', `${host}-${account}-${digest}`);
}

/** Whose journals a state directory holds; what cannot be read is left out. */
export async function listJournals(stateDirectory: string): Promise<{ provider: string; account: string }[]> {
  const directory = path.join(stateDirectory, 'journal');
  const names = await readdir(directory).catch(() => []);
  const headers = names
    .sort()
    .map(name => readHeader(createFileStore(path.join(directory, name))).catch(() => undefined));
  return (await Promise.all(headers)).filter(header => header !== undefined);
}

/** By the code of the system, and the call that failed where that makes the difference: what it means and what to do. */
const reasons: readonly (readonly [what: RegExp, reason: string])[] = [
  [
    /^(?:EPERM|ENOTSUP|EOPNOTSUPP|ENOSYS) link$/,
    'its file system has no hard links; set VPS_STATE_DIR to a directory on another one',
  ],
  [/^ENOSPC/, 'the disk is full, of files or of bytes (df -i, df); make room'],
  [/^EDQUOT/, "this user's disk quota is used up; make room or raise it"],
  [/^EROFS/, 'its file system is read-only; mount it writable, or set VPS_STATE_DIR to one that is'],
  [
    /^(?:EACCES|EPERM)/,
    'this user has no right to it; give the directory and its files to the user that this server runs as',
  ],
  [
    /^(?:EMFILE|ENFILE)/,
    'too many files are open, which passes; call again in a moment, and raise the limit (ulimit -n) if it comes back',
  ],
  [/^EIO/, 'the disk fails; check it before anything else is written there'],
  [/^(?:ENOENT|ESTALE)/, 'something of it is gone; put back what was moved or removed'],
  [/^(?:ENOTREG|ENXIO)/, 'something else than a file bears the name of one; look at it, and move it away'],
  [/^(?:ENOTDIR|EEXIST)/, 'a file stands where a directory has to be; set VPS_STATE_DIR to a directory'],
  [/^/, 'the system refuses it; make it a directory that this user can write'],
];

/** Says what a person can do about a file call of the journal that failed. */
export function toFileError(place: string, cause: unknown): VpsError {
  if (cause instanceof VpsError) return cause;
  const failure: NodeJS.ErrnoException = cause instanceof Error ? cause : new Error();
  const { code = '', syscall = '', path = place } = failure;
  const reason = reasons.find(([what]) => what.test(`${code} ${syscall}`))?.[1];
  const where = path.startsWith(place) ? path : place;
  const message = `The order journal cannot be used at ${where}: ${reason}${code && ` (${code})`}. Without it an order could be placed twice.`;
  return new VpsError('state_unwritable', message, { cause });
}
