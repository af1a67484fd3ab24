import { parseArgs } from 'node:util';
import { VpsError } from '../errors/vps-error.ts';
import type { SettingTexts } from './load-settings.ts';
import { settingTable, toFlagName } from './setting-table.ts';

export interface CommandLine {
  /** The command's name, or undefined for the server itself. */
  readonly command?: string;
  readonly operands: readonly string[];
  readonly settings: SettingTexts;
  /** Options that belong to one command, such as `--port`. */
  readonly options: Readonly<Record<string, string | boolean | string[] | undefined>>;
  readonly help: boolean;
  readonly version: boolean;
}

const commandOptions = {
  port: { type: 'string' },
  credit: { type: 'string' },
  'provisioning-ms': { type: 'string' },
  'list-lag-ms': { type: 'string' },
  'payment-answer': { type: 'string' },
  'carry-reference': { type: 'boolean' },
  fault: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  resolve: { type: 'boolean' },
  settle: { type: 'string' },
  ordered: { type: 'string' },
  'not-ordered': { type: 'boolean' },
} as const;

const settingFlags = settingTable.filter(({ kind }) => kind !== 'secret');

/** @throws VpsError `configuration` for an unknown flag; a flag's value is never repeated. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const settings: SettingTexts = {};
  for (const { variable, kind } of settingFlags) {
    const value = values[toFlagName(variable)];
    if (value !== undefined) settings[variable] = kind === 'switch' ? (value ? '1' : '0') : String(value);
  }
  const options = Object.fromEntries(Object.keys(commandOptions).map(name => [name, values[name]]));
  const [command, ...operands] = positionals;
  return {
    command,
    operands,
    settings,
    options,
    help: values.help === true,
    version: values.version === true,
  };
}

type Values = Record<string, string | boolean | string[] | undefined>;

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
    throw new VpsError('configuration', complain(args, cause), { cause });
  }
}

function complain(args: readonly string[], cause: unknown): string {
  const isUnknown =
    cause instanceof Error && 'code' in cause && cause.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION';
  const named = cause instanceof Error ? /'(--?[a-z][a-z-]*)/.exec(cause.message)?.[1] : undefined;
  const secret = settingTable.find(
    ({ kind, variable }) => kind === 'secret' && named === `--${toFlagName(variable)}`,
  );
  if (secret) {
    return `${named} does not exist, since a process list would show it; set ${secret.variable} or ${secret.variable}_FILE.`;
  }
  if (isUnknown) return `${named ?? 'An option'} is not an option of this command; --help lists them.`;
  return `${named ?? args.find(arg => arg.startsWith('-'))?.split('=')[0] ?? 'An option'} can not be read as given; --help shows how.`;
}
