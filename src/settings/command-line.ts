import { parseArgs } from 'node:util';
import { VpsError } from '../errors/vps-error.ts';
import { type CommandName, commandTable, isCommandName, operandOf } from './command-table.ts';
import type { SettingTexts } from './load-settings.ts';
import { settingTable, toFlagName } from './setting-table.ts';

type Values = Record<string, string | boolean | string[] | undefined>;

export interface CommandLine {
  /** The command's name, or undefined for the server itself. */
  readonly command?: CommandName;
  /** The word behind the command's name, where the command takes one. */
  readonly operand?: string;
  readonly settings: SettingTexts;
  /** Options that belong to the command, such as `--port`. */
  readonly options: Readonly<Values>;
  readonly help: boolean;
  readonly version: boolean;
}

const settingFlags = settingTable.filter(({ kind }) => kind !== 'secret');

const commandOptions = { ...commandTable.sandbox.options, ...commandTable.journal.options };

/** @throws VpsError `configuration` for what is not known; a value is never repeated. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const command = toCommand(positionals);
  const [, operand] = positionals;
  return {
    command,
    ...(operand !== undefined && { operand }),
    settings: toSettings(command, values),
    options: toOptions(command, values),
    help: values.help === true,
    version: values.version === true,
  };
}

function toCommand([name, ...operands]: readonly string[]): CommandName | undefined {
  if (name === undefined) return undefined;
  if (!isCommandName(name))
    throw new VpsError('configuration', 'There is no such command; --help lists them.');
  const operand = operandOf(name);
  if (operands.length > (operand === undefined ? 0 : 1)) {
    const what = operand === undefined ? 'options only' : `one ${operand} only`;
    throw new VpsError('configuration', `${name} takes ${what}; --help lists them.`);
  }
  return name;
}

function toSettings(command: CommandName | undefined, values: Values): SettingTexts {
  const settings: SettingTexts = {};
  for (const { variable, kind } of settingFlags) {
    const value = values[toFlagName(variable)];
    if (value === undefined) continue;
    if (command !== undefined && !commandTable[command].takesSettings)
      throw new VpsError(
        'configuration',
        `--${toFlagName(variable)} has no effect on ${command}; leave it out.`,
      );
    settings[variable] = kind === 'switch' ? (value ? '1' : '0') : String(value);
  }
  return settings;
}

function toOptions(command: CommandName | undefined, values: Values): Values {
  const own: object = command === undefined ? {} : commandTable[command].options;
  const given = Object.keys(commandOptions).filter(name => values[name] !== undefined);
  const foreign = given.find(name => !Object.hasOwn(own, name));
  if (foreign !== undefined)
    throw new VpsError('configuration', `--${foreign} belongs to another command; --help lists them.`);
  return Object.fromEntries(given.map(name => [name, values[name]]));
}

function parse(args: readonly string[]): { values: Values; positionals: string[] } {
  const flags = settingFlags.map(
    ({ variable, kind }) =>
      [toFlagName(variable), { type: kind === 'switch' ? 'boolean' : 'string' }] as const,
  );
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      allowNegative: true,
      options: {
        ...Object.fromEntries(flags),
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

function complain(cause: unknown): string {
  const isUnknown =
    cause instanceof Error && 'code' in cause && cause.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  const named =
    cause instanceof Error ? /'(?:-[a-z], )?(--?[a-z][a-z-]*)/.exec(cause.message)?.[1] : undefined;
  const secret = settingTable.find(
    ({ kind, variable }) => kind === 'secret' && named === `--${toFlagName(variable)}`,
  );
  if (secret) {
    return `${named} does not exist, since a process list would show it; set ${secret.variable} or ${secret.variable}_FILE.`;
  }
  if (isUnknown) return `${named ?? 'An option'} is not an option of this command; --help lists them.`;
  const setting = settingFlags.find(({ variable }) => named === `--${toFlagName(variable)}`);
  if (setting?.kind === 'switch') return `${named} takes no value; --no-${named?.slice(2)} turns it off.`;
  return `${named ?? 'An option'} takes a value, written ${named ?? '--option'}=VALUE.`;
}
