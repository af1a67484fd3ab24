import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { readHeader } from '../header.ts';
import { createFileStore } from './file-store.ts';

/** Whose journals a state directory holds; what cannot be read is left out. */
export async function listJournals(stateDirectory: string): Promise<{ provider: string; account: string }[]> {
  const directory = path.join(stateDirectory, 'journal');
  const names = await readdir(directory).catch(() => []);
  const headers = names
    .sort()
    .map(name => readHeader(createFileStore(path.join(directory, name))).catch(() => undefined));
  return (await Promise.all(headers)).filter(header => header !== undefined);
}
