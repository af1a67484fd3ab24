import { describe, expect, it, test } from 'vitest';
import { parseCommandLine } from '../../src/cli/parse-command-line.ts';
import { settingTable, settingVariables, toFlagName } from '../../src/settings/setting-table.ts';

function complaintOf(args: string[]): string {
  try {
    parseCommandLine(args);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('the command line was accepted');
}

it('no arguments mean the server', () => {
  expect(parseCommandLine([])).toEqual({ command: undefined, operand: undefined, options: {} });
});

it('a command takes its options and the settings', () => {
  expect(parseCommandLine(['journal', '-h']).options).toEqual({ help: true });
  expect(parseCommandLine(['--version']).options).toEqual({ version: true });
  expect(parseCommandLine(['journal', '--json', '--log=info', '--read-only'])).toMatchObject({
    command: 'journal',
    options: { json: true, log: 'info', 'read-only': true },
  });
  expect(parseCommandLine(['sandbox', '--port', '0', '--fault', 'a=b', '--fault', 'c=d'])).toMatchObject({
    command: 'sandbox',
    options: { port: '0', fault: ['a=b', 'c=d'] },
  });
});

test.each(settingVariables.filter(variable => settingTable[variable].isSecret))(
  '%s has no flag, and who tries one learns why',
  variable => {
    for (const args of [
      [`--${toFlagName(variable)}=topsecret`],
      [`--${toFlagName(variable)}`, 'topsecret'],
    ]) {
      const complaint = complaintOf(args);
      expect(complaint).toContain('a process list would show it');
      expect(complaint).toContain(`${variable}_FILE`);
      expect(complaint).not.toContain('topsecret');
    }
  },
);

const refused: [string, string[], string][] = [
  ['an unknown flag', ['--foo=topsecret'], '--foo is not an option'],
  ['an unknown short flag', ['-x'], '-x is not an option'],
  ['nearly a flag', ['--read-onyl'], 'the nearest is --read-only'],
  ['nearly a command', ['jornal'], 'the nearest is journal'],
  ['a setting without its value', ['--api-url'], "'--api-url <value>' argument missing"],
  ['a switch with a value', ['--sandbox=topsecret'], "'--sandbox' does not take an argument"],
  ['an option without its value', ['sandbox', '--port', '--credit=1'], "'--port' argument is ambiguous"],
  ['a setting for the demo', ['demo', '--api-url=topsecret'], '--api-url is not an option here'],
  ['a setting for a configuration', ['config', 'cursor', '--no-sandbox'], '--no-sandbox is not an option'],
  ['an unknown command', ['topsecret'], 'There is no such command'],
  ['an operand behind a command', ['journal', 'topsecret'], 'journal takes options only'],
  ['a second operand', ['config', 'codex', 'topsecret'], 'config takes one CLIENT only'],
  [
    'a command behind an option',
    ['--sandbox', 'demo'],
    'A command comes first; the server itself takes options only',
  ],
  ["another command's option", ['journal', '--port', '1'], '--port is not an option here'],
  ["a command's option for the server", ['--json'], '--json is not an option here'],
  ['an inherited name as a command', ['constructor'], 'There is no such command'],
];

describe.each(refused)('%s', (_, args, complaint) => {
  it('is refused in one line that does not repeat a value', () => {
    const message = complaintOf(args);
    expect(message).toContain(complaint);
    expect(message).not.toMatch(/topsecret|\n/);
  });
});
