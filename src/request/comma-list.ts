import { quoteEntry, type Ruling, refuse } from './fields.ts';
import { isPrivateKey } from './private-key.ts';

const maxEntries = 64;

type EntryRule = {
  /** What one entry is, as it ends the sentence "is not …". */
  expected: string;
  /** The canonical entry, or undefined where it is none. */
  parseEntry: (entry: string) => string | undefined;
};

/** The canonical comma-separated list: no blanks, no entry twice; or each entry that is none, by its place. */
export function parseCommaList(text: string, { expected, parseEntry }: EntryRule): Ruling {
  if (isPrivateKey(text)) return refuse('holds a private key; remove it');
  if (text.trim() === '') return refuse('is empty; leave the field out or give at least one entry');
  const entries = text.split(',').map(entry => entry.trim());
  if (entries.length > maxEntries)
    return refuse(`has ${entries.length} entries; at most ${maxEntries} are allowed`);
  const parsed = entries.map(parseEntry);
  const problems = entries.flatMap((entry, index) =>
    parsed[index] === undefined ? [`entry ${index + 1} ${quoteEntry(entry)} is not ${expected}`] : [],
  );
  if (problems.length > 0 && /[\r\n;]/.test(text)) problems.push('entries are separated by commas');
  return problems.length > 0 ? { problems } : { value: [...new Set(parsed)].join(',') };
}
