import { parseArgs } from 'node:util';
import { VpsError } from '../errors/vps-error.ts';
import type { SettingFlags } from '../settings/load-settings.ts';
import type { SettingForm } from '../settings/setting-forms.ts';
import { settingTable, settingVariables, toFlagName } from '../settings/setting-table.ts';
import { findNearest } from '../text/find-nearest.ts';
import { type CommandCall, type CommandName, type CommandOptions, commands } from './commands.ts';

export interface CommandLine extends Pick<CommandCall, 'options' | 'operand'> {
  /** The command's name, or undefined for the server itself. */
  readonly command: CommandName | undefined;
  readonly flags: SettingFlags;
  readonly help: boolean;
  readonly version: boolean;
}

type Command = (typeof commands)[number];

const flags = settingVariables.filter(variable => !settingTable[variable].isSecret);

const isSwitch = (variable: (typeof flags)[number]) => settingTable[variable].form === 'boolean';

/**
 * The command, if any, is the first word. What has no effect on it is refused: it was meant to have one.
 * @throws VpsError `configuration` for what is not known; a value is never repeated.
 */
export function parseCommandLine([first = '', ...others]: readonly string[]): CommandLine {
  const isServer = first === '' || first.startsWith('-');
  const command = isServer ? undefined : findCommand(first);
  const args = isServer ? [first, ...others].filter(Boolean) : others;
  const { values, positionals } = parse(args, command);
  const { name = 'The server itself', operand } = command ?? {};
  if (positionals.length > (operand === undefined ? 0 : 1)) {
    const what = operand === undefined ? 'options only' : `one ${operand} only`;
    throw new VpsError('configuration', `${name} takes ${what}; --help lists them.`);
  }
  return {
    command: command?.name,
    operand: positionals[0],
    flags: Object.fromEntries(
      flags.flatMap(variable => {
        const value = values[toFlagName(variable)];
        if (value === undefined) return [];
        return [[variable, isSwitch(variable) ? (value ? 'on' : 'off') : String(value)]];
      }),
    ),
    options: values,
    help: values.help === true,
    version: values.version === true,
  };
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
  args: string[],
  command: Command | undefined,
): { values: CommandOptions; positionals: string[] } {
  const toType = (isBoolean: boolean) => ({ type: isBoolean ? 'boolean' : 'string' }) as const;
  const settings = command && !command.takesSettings ? [] : flags;
  const own = Object.entries(command?.options ?? {});
  const options = {
    help: { type: 'boolean', short: 'h' } as const,
    version: { type: 'boolean', short: 'v' } as const,
    ...Object.fromEntries(settings.map(variable => [toFlagName(variable), toType(isSwitch(variable))])),
    ...Object.fromEntries(
      own.map(([name, { value, multiple = false }]) => [name, { ...toType(value === undefined), multiple }]),
    ),
  };
  try {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, allowNegative: true, options });
    return { values: { ...values }, positionals };
  } catch (cause) {
    throw new VpsError('configuration', complain(cause, Object.keys(options)), { cause });
  }
}

/** Node's message names the option that is meant, and in its first line nothing of what was given for it. */
function complain(cause: unknown, options: readonly string[]): string {
  const [line = ''] = cause instanceof Error ? cause.message.split('\n') : [];
  const [, named = ''] = /'(--?[a-z-]+)/.exec(line) ?? [];
  const secret = settingVariables.find(
    variable => settingTable[variable].isSecret && named === `--${toFlagName(variable)}`,
  );
  if (secret)
    return `${named} does not exist, since a process list would show it; set ${secret} or ${secret}_FILE.`;
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
