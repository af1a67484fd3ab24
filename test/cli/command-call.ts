import { Readable } from 'node:stream';
import type { CommandCall } from '../../src/cli/commands.ts';
import { runJournal } from '../../src/cli/journal.ts';
import { parseCommandLine } from '../../src/cli/parse-command-line.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import { readSettings, sourcesOf } from '../settings/read-settings.ts';

/** A command as main.ts calls it, and what it writes. */
export function createCall(
  words: string[],
  given: Partial<CommandCall>,
): { call: CommandCall; written: () => string; noted: () => string } {
  let text = '';
  let note = '';
  const call: CommandCall = {
    ...parseCommandLine(words),
    write: part => {
      text += part;
    },
    writeError: part => {
      note += part;
    },
    onSignal: () => {},
    stdin: Readable.from([]),
    sources: sourcesOf({}),
    loadSettings: () => readSettings({}),
    version: '0.0.0',
    now: Date.now,
    nodeVersion: 'v20.18.1',
    findStart: () => ['node', '/clone/dist/main.js'],
    ...given,
  };
  return { call, written: () => text, noted: () => note };
}

/** What `journal` with these words writes, and its exit code; `input` is what a person types. */
export async function runJournalCommand(
  settings: Settings,
  words: string[],
  input: string | AsyncIterable<string> = '',
) {
  const stdin = Readable.from(typeof input === 'string' ? [input] : input);
  const { call, written } = createCall(['journal', ...words], { loadSettings: () => settings, stdin });
  const code = await runJournal(call);
  return { code, stdout: written() };
}
