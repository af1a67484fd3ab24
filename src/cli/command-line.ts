import { parseArgs } from 'node:util';
import { VpsError } from '../errors/vps-error.ts';
import type { SettingFlags } from '../settings/load-settings.ts';
import { settingTable, settingVariables, toFlagName } from '../settings/setting-table.ts';
import { findNearest } from '../text.ts';
import { type CommandName, commands } from './command-table.ts';

type Values = Record<string, string | boolean | string[] | undefined>;

export interface CommandLine {
  /** The command's name, or undefined for the server itself. */
  readonly command?: CommandName;
  /** The word behind the command's name, where the command takes one. */
  readonly operand?: string;
  readonly settings: SettingFlags;
  /** All that was given, by name; a command looks at its own. */
  readonly options: Readonly<Values>;
  readonly help: boolean;
  readonly version: boolean;
}

type Command = (typeof commands)[number];

const flags = settingVariables
  .filter(variable => !settingTable[variable].isSecret)
  .map(variable => ({
    variable,
    name: toFlagName(variable),
    isSwitch: settingTable[variable].form === 'boolean',
  }));

const toType = (isSwitch: boolean) => ({ type: isSwitch ? 'boolean' : 'string' }) as const;

/** Those of every command; which of them belong to the given one is looked at afterwards. */
const knownOptions = {
  help: { type: 'boolean', short: 'h' } as const,
  version: { type: 'boolean', short: 'v' } as const,
  ...Object.fromEntries(flags.map(({ name, isSwitch }) => [name, toType(isSwitch)])),
  ...Object.fromEntries(
    commands
      .flatMap(({ options = {} }) => Object.entries(options))
      .map(([name, { value, multiple }]) => [
        name,
        { ...toType(value === undefined), ...(multiple && { multiple }) },
      ]),
  ),
};

/** @throws VpsError `configuration` for what is not known; a value is never repeated. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const command = toCommand(positionals);
  refuseForeign(command, values);
  const [, operand] = positionals;
  return {
    command: command?.name,
    ...(operand !== undefined && { operand }),
    settings: Object.fromEntries(
      flags
        .filter(({ name }) => values[name] !== undefined)
        .map(({ variable, name, isSwitch }) => [
          variable,
          isSwitch ? (values[name] ? 'on' : 'off') : String(values[name]),
        ]),
    ),
    options: values,
    help: values.help === true,
    version: values.version === true,
  };
}

function toCommand([name, ...operands]: readonly string[]): Command | undefined {
  if (name === undefined) return undefined;
  const command = commands.find(candidate => candidate.name === name);
  if (!command) {
    const names = commands.map(candidate => candidate.name);
    const nearest = findNearest(name, names);
    const message = `There is no such command; the nearest is ${nearest}; --help lists them.`;
    throw new VpsError('configuration', message);
  }
  const { operand } = command;
  if (operands.length > (operand === undefined ? 0 : 1)) {
    const what = operand === undefined ? 'options only' : `one ${operand} only`;
    throw new VpsError('configuration', `${name} takes ${what}; --help lists them.`);
  }
  return command;
}

/** What has no effect on this command is not passed over in silence: it was meant to have one. */
function refuseForeign(command: Command | undefined, values: Values): void {
  const { name = 'the server itself', options = {} } = command ?? {};
  const settings = command && !command.takesSettings ? [] : flags.map(flag => flag.name);
  const own = ['help', 'version', ...Object.keys(options), ...settings];
  const foreign = Object.keys(values).find(given => !own.includes(given));
  if (foreign !== undefined)
    throw new VpsError('configuration', `--${foreign} has no effect on ${name}; --help lists what has.`);
}

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: knownOptions,
    });
    return { values: { ...values }, positionals };
  } catch (cause) {
    throw new VpsError('configuration', complain(cause), { cause });
  }
}

/** Which option is meant stands in Node's message, beside what was given for it. */
function complain(cause: unknown): string {
  const isUnknown =
    cause instanceof Error && 'code' in cause && cause.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  const message = cause instanceof Error ? cause.message : '';
  const named = /'(?:-[a-z], )?(--?[a-z][a-z-]*)/.exec(message)?.[1] ?? '';
  const secret = settingVariables.find(
    variable => settingTable[variable].isSecret && named === `--${toFlagName(variable)}`,
  );
  if (secret)
    return `${named} does not exist, since a process list would show it; set ${secret} or ${secret}_FILE.`;
  if (isUnknown) {
    const nearest = findNearest(named.slice(2), Object.keys(knownOptions));
    return `${named || 'This'} is not an option of this command; the nearest is --${nearest}; --help lists them.`;
  }
  if (Object.entries(knownOptions).some(([name, { type }]) => type === 'boolean' && named === `--${name}`))
    return `${named} takes no value; --no-${named.slice(2)} turns it off.`;
  return `${named || 'An option'} takes a value, written ${named || '--option'}=VALUE.`;
}
