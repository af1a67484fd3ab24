import { Readable } from 'node:stream';
import { parseCommandLine } from '../../src/cli/command-line.ts';
import type { CommandCall } from '../../src/cli/commands.ts';
import { runJournal } from '../../src/cli/journal.ts';
import type { Settings } from '../../src/settings/settings.ts';
import { sourcesOf } from '../settings/read-settings.ts';

/** A command as main.ts calls it; `input` is what a person types. */
export function createCall(
  settings: Settings,
  words: string[],
  input: string | AsyncIterable<string> = '',
): { call: CommandCall; written: () => string } {
  const { options, operand } = parseCommandLine(words);
  let text = '';
  const write = (part: string) => {
    text += part;
  };
  const call: CommandCall = {
    options,
    operand,
    write,
    writeError: () => {},
    onSignal: () => {},
    stdin: Readable.from(typeof input === 'string' ? [input] : input),
    sources: sourcesOf({}),
    loadSettings: () => settings,
    version: '0.0.0',
    now: Date.now,
    findStart: () => ['node', '/clone/dist/main.js'],
  };
  return { call, written: () => text };
}

/** What `journal` with these words writes, and its exit code. */
export async function runJournalCommand(
  settings: Settings,
  words: string[],
  input?: string | AsyncIterable<string>,
) {
  const { call, written } = createCall(settings, ['journal', ...words], input);
  const code = await runJournal(call);
  return { code, stdout: written() };
}
