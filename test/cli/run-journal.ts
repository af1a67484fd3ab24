import { Readable } from 'node:stream';
import { parseCommandLine } from '../../src/cli/command-line.ts';
import { runJournal } from '../../src/cli/journal.ts';
import type { Settings } from '../../src/settings/settings.ts';

/** What the command writes, and its exit code; `input` is what a person types. */
export async function runJournalCommand(settings: Settings, args: string[], input = '') {
  let stdout = '';
  const code = await runJournal({
    write: text => {
      stdout += text;
    },
    options: parseCommandLine(['journal', ...args]).options,
    settings,
    version: '0.0.0',
    findStart: () => ['node', '/clone/dist/main.js'],
    stdin: Readable.from([input]),
  });
  return { code, stdout };
}
