import { parseArgs } from 'node:util';
import { VpsError } from '../errors/vps-error.ts';
import { settingTable, settingVariables, toFlagName } from '../settings/setting-table.ts';
import type { SettingForm } from '../settings/value-parsers.ts';
import { findNearest } from '../text.ts';
import { type CommandCall, type CommandName, type CommandOptions, commands } from './commands.ts';

export interface CommandLine extends Pick<CommandCall, 'options' | 'operand'> {
  /** The command's name, or undefined for the server itself. */
  readonly command: CommandName | undefined;
}

type Command = (typeof commands)[number];

/**
 * The command, if any, is the first word. What has no effect on it is refused: it was meant to have one.
 * @throws VpsError `configuration` for what is not known; a value is never repeated.
 */
export function parseCommandLine(words: readonly string[]): CommandLine {
  const [first = '-', ...others] = words;
  const command = first.startsWith('-') ? undefined : findCommand(first);
  const { options, positionals } = parse(command ? others : words, command);
  const { name = 'A command comes first; the server itself', operand } = command ?? {};
  if (positionals.length > (operand === undefined ? 0 : 1)) {
    const what = operand === undefined ? 'options only' : `one ${operand} only`;
    throw new VpsError('configuration', `${name} takes ${what}; --help lists them.`);
  }
  return { command: command?.name, operand: positionals[0], options };
}

function findCommand(written: string): Command {
  const command = commands.find(({ name }) => name === written);
  if (command) return command;
  const names = commands.map(({ name }) => name);
  const nearest = findNearest(written, names);
  throw new VpsError(
    'configuration',
    `There is no such command; the nearest is ${nearest}; --help lists them.`,
  );
}

function parse(
  args: readonly string[],
  command: Command | undefined,
): { options: CommandOptions; positionals: string[] } {
  const toType = (isSwitch: boolean) => ({ type: isSwitch ? 'boolean' : 'string' }) as const;
  const flags = settingVariables.filter(
    variable => !settingTable[variable].isSecret && (!command || command.takesSettings),
  );
  const known = {
    help: { type: 'boolean', short: 'h' } as const,
    version: { type: 'boolean', short: 'v' } as const,
    ...Object.fromEntries(
      flags.map(variable => [toFlagName(variable), toType(settingTable[variable].form === 'boolean')]),
    ),
    ...Object.fromEntries(
      Object.entries(command?.options ?? {}).map(([name, { value, multiple = false }]) => [
        name,
        { ...toType(value === undefined), multiple },
      ]),
    ),
  };
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: known,
    });
    return { options: { ...values }, positionals };
  } catch (cause) {
    throw new VpsError('configuration', complain(cause, Object.keys(known)), { cause });
  }
}

/** Node's message names the option that is meant, and in its first line nothing of what was given for it. */
function complain(cause: unknown, options: readonly string[]): string {
  const [line = ''] = cause instanceof Error ? cause.message.split('\n') : [];
  const [, named = ''] = /'(--?[a-z-]+)/.exec(line) ?? [];
  const setting = settingVariables.find(variable => named === `--${toFlagName(variable)}`);
  if (setting && settingTable[setting].isSecret)
    return `${named} does not exist, since a process list would show it; set ${setting} or ${setting}_FILE.`;
  if (!line.startsWith('Unknown option')) return `${line}; --help lists what is taken.`;
  const nearest = findNearest(named.slice(2), options);
  return `${named || 'This'} is not an option here; the nearest is --${nearest}; --help lists them.`;
}

/** What an option comes to, written as a setting of that form is. @throws VpsError `configuration`, naming the option. */
export function readOption<Value>(
  options: CommandOptions,
  name: string,
  form: SettingForm<Value>,
): Value | undefined {
  const given = options[name];
  try {
    return given === undefined ? undefined : form.parse(String(given));
  } catch (cause) {
    const complaint = cause instanceof VpsError ? cause.message : 'cannot be read';
    throw new VpsError('configuration', `--${name} ${complaint}.`, { cause });
  }
}
