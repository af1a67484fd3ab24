import { createHash } from 'node:crypto';
import path from 'node:path';
import { shareNext } from '../../share-next.ts';
import { createDeadline, type GoOn } from '../deadline.ts';
import { parseRecordName } from '../record.ts';
import type { Store } from '../store.ts';
import { createDurableDirectory, type DurableDirectory } from './durable-directory.ts';
import { toFileError } from './file-errors.ts';
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
    records: shareNext(() => withinReading('reading all of it', reader.read)),
  };
}

/** One directory per provider URL and account label: readable by a person, unique by the digest of both. */
export function toJournalDirectory(place: { stateDirectory: string; apiUrl: URL; account: string }): string {
  const { stateDirectory, apiUrl, account } = place;
  const digest = createHash('sha256').update(`${apiUrl.href}\n${account}`).digest('hex').slice(0, 12);
  const host = apiUrl.host.toLowerCase().replace(/[^a-z0-9.-]/g, '_');
  return path.join(stateDirectory, 'journal', `${host}-${account}-${digest}`);
}
