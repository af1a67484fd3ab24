import { parseArgs } from 'node:util';
import { VpsError } from '../errors/vps-error.ts';
import type { SettingFlags } from '../settings/load-settings.ts';
import { settingTable, settingVariables, toFlagName } from '../settings/setting-table.ts';
import { findNearest } from '../text/find-nearest.ts';
import { type CommandName, commands } from './command-table.ts';

type Values = Record<string, string | boolean | string[] | undefined>;

export interface CommandLine {
  /** The command's name, or undefined for the server itself. */
  readonly command?: CommandName;
  /** The word behind the command's name, where the command takes one. */
  readonly operand?: string;
  readonly settings: SettingFlags;
  /** Options that belong to the command, such as `--port`. */
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

const commandOptions = Object.fromEntries(commands.flatMap(({ options }) => Object.entries(options)));

/** @throws VpsError `configuration` for what is not known; a value is never repeated. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const command = toCommand(positionals);
  const [, operand] = positionals;
  return {
    command: command?.name,
    ...(operand !== undefined && { operand }),
    settings: toSettings(command, values),
    options: toOptions(command, values),
    help: values.help === true,
    version: values.version === true,
  };
}

function toCommand([name, ...operands]: readonly string[]): Command | undefined {
  if (name === undefined) return undefined;
  const command = commands.find(candidate => candidate.name === name);
  if (!command) {
    const nearest = suggest(
      name,
      commands.map(candidate => candidate.name),
    );
    throw new VpsError('configuration', `There is no such command; ${nearest}--help lists them.`);
  }
  const { operand } = command;
  if (operands.length > (operand === undefined ? 0 : 1)) {
    const what = operand === undefined ? 'options only' : `one ${operand} only`;
    throw new VpsError('configuration', `${name} takes ${what}; --help lists them.`);
  }
  return command;
}

function toSettings(command: Command | undefined, values: Values): SettingFlags {
  const given = flags.filter(({ name }) => values[name] !== undefined);
  if (given[0] && command?.takesSettings === false) {
    const message = `--${given[0].name} has no effect on ${command.name}; leave it out.`;
    throw new VpsError('configuration', message);
  }
  return Object.fromEntries(
    given.map(({ variable, name, isSwitch }) => [
      variable,
      isSwitch ? (values[name] ? 'on' : 'off') : String(values[name]),
    ]),
  );
}

function toOptions(command: Command | undefined, values: Values): Values {
  const given = Object.keys(commandOptions).filter(name => values[name] !== undefined);
  const foreign = given.find(name => !Object.hasOwn(command?.options ?? {}, name));
  if (foreign !== undefined)
    throw new VpsError('configuration', `--${foreign} belongs to another command; --help lists them.`);
  return Object.fromEntries(given.map(name => [name, values[name]]));
}

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        ...Object.fromEntries(
          flags.map(({ name, isSwitch }) => [name, { type: isSwitch ? 'boolean' : 'string' }] as const),
        ),
        ...commandOptions,
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
      },
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
    const nearest =
      named &&
      suggest(
        named,
        [...flags.map(({ name }) => name), ...Object.keys(commandOptions)].map(name => `--${name}`),
      );
    return `${named || 'An option'} is not an option of this command; ${nearest}--help lists them.`;
  }
  if (flags.some(({ name, isSwitch }) => isSwitch && named === `--${name}`))
    return `${named} takes no value; --no-${named.slice(2)} turns it off.`;
  return `${named || 'An option'} takes a value, written ${named || '--option'}=VALUE.`;
}

function suggest(written: string, names: readonly string[]): string {
  const nearest = findNearest(written, names);
  return nearest === undefined ? '' : `the nearest is ${nearest}; `;
}
