import { VpsError } from '../errors/vps-error.ts';
import { findNearest } from './find-nearest.ts';
import {
  isSettingVariable,
  type SettingValues,
  type SettingVariable,
  settingTable,
  settingVariables,
} from './setting-table.ts';
import type { Credentials, Settings } from './settings.ts';
import { findStateDirectory } from './state-directory.ts';

/** The texts of the flags that were given. */
export type SettingFlags = Partial<Record<SettingVariable, string>>;

/** Where settings come from; handed in, so that nothing here touches the process. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: SettingFlags;
  readonly platform: NodeJS.Platform;
  /** Looked up only when it is needed; may throw where there is none. */
  readonly findHome: () => string;
  readonly makeTemporaryDirectory: () => string;
  /** Reads a secret's file. @throws VpsError that continues the sentence "VARIABLE names …". */
  readonly readFile: (path: string) => string;
}

export interface LoadedSettings {
  /** Absent where there is a complaint. */
  readonly settings?: Settings;
  /** What was set, without blanks around it, and where. */
  readonly given: ReadonlyMap<SettingVariable, GivenSetting>;
  /** What is wrong, in sentences that begin with the variable; the start of the server fails with the first. */
  readonly complaints: ReadonlyMap<SettingVariable, string>;
  /** Sentences about what was taken as unset or has no effect. */
  readonly hints: readonly string[];
}

interface GivenSetting {
  readonly origin: 'flag' | 'environment' | 'file';
  readonly text: string;
}

type Attempt = <Value>(variable: SettingVariable, work: () => Value) => Value | undefined;

/** Reads and checks every setting: flags before the environment, that before the files of secrets, and last the defaults. */
export function loadSettings(sources: SettingSources): LoadedSettings {
  const complaints = new Map<SettingVariable, string>();
  const attempt: Attempt = (variable, work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof VpsError)) throw error;
      complaints.set(variable, `${variable} ${error.message}.`);
      return undefined;
    }
  };
  const hints = explainStrangers(sources.env);
  const given = new Map<SettingVariable, GivenSetting>();
  for (const variable of settingVariables) {
    const found = findGiven(variable, sources, hints);
    if (found) given.set(variable, found);
  }
  for (const variable of settingVariables) {
    const secret = findInFile(variable, { given, sources, attempt, hints });
    if (secret) given.set(variable, { origin: 'file', text: secret });
  }
  const read = <Name extends SettingVariable>(variable: Name): SettingValues[Name] => {
    const { default: fallback = '', parse } = settingTable[variable];
    const found = given.get(variable);
    return (found && attempt(variable, () => parse(found.text))) ?? parse(fallback);
  };
  const settings = { ...toSettings(read, { sources, attempt }), hints };
  return { ...(complaints.size === 0 && { settings }), given, complaints, hints };
}

function toSettings(
  read: <Name extends SettingVariable>(variable: Name) => SettingValues[Name],
  { sources, attempt }: { sources: SettingSources; attempt: Attempt },
): Omit<Settings, 'hints'> {
  const apiUrl = read('VPS_API_URL');
  const sandbox = read('VPS_SANDBOX');
  const findDirectory = () => findStateDirectory(sources, { sandbox });
  return {
    apiUrl,
    credentials: toCredentials(read('VPS_API_TOKEN'), read('VPS_API_USERNAME'), read('VPS_API_PASSWORD')),
    sandbox,
    account: read('VPS_ACCOUNT'),
    readOnly: read('VPS_READ_ONLY'),
    confirm: read('VPS_CONFIRM'),
    limits: {
      itemsPerOrder: read('VPS_MAX_ITEMS_PER_ORDER'),
      ordersPerDay: read('VPS_MAX_ORDERS_PER_DAY'),
      ramGb: read('VPS_MAX_RAM_GB'),
      cpu: read('VPS_MAX_CPU'),
      storageGb: read('VPS_MAX_STORAGE_GB'),
    },
    allowOpenSsh: read('VPS_ALLOW_OPEN_SSH'),
    dedupeWindowMinutes: read('VPS_DEDUPE_WINDOW_MINUTES'),
    requestTimeoutMs: read('VPS_REQUEST_TIMEOUT_MS'),
    paymentHosts: read('VPS_PAYMENT_HOSTS') ?? [apiUrl.hostname],
    stateDirectory: read('VPS_STATE_DIR') ?? attempt('VPS_STATE_DIR', findDirectory) ?? '',
    logLevel: read('VPS_LOG'),
  };
}

/** The token goes before user name and password. */
function toCredentials(token?: string, username?: string, password?: string): Credentials | undefined {
  if (token !== undefined) return { kind: 'token', token };
  return username === undefined || password === undefined ? undefined : { kind: 'basic', username, password };
}

/** What clients leave where they fill nothing in; a password may well begin with `$`. */
const placeholders: readonly [pattern: RegExp, shown: string][] = [
  [/^\$\{[^}]*\}$/, `\${…}`],
  [/^\{env:[^}]*\}$/, '{env:…}'],
  [/^\$VPS_\w*$/, '$VPS_…'],
  [/^\$env:VPS_\w*$/i, '$env:VPS_…'],
  [/^%VPS_\w*%$/, '%VPS_…%'],
];

function findGiven(
  variable: SettingVariable,
  { flags, env }: SettingSources,
  hints: string[],
): GivenSetting | undefined {
  const origin = flags[variable] === undefined ? 'environment' : 'flag';
  const text = (flags[variable] ?? env[variable] ?? '').trim();
  const shown = placeholders.find(([pattern]) => pattern.test(text))?.[1];
  if (shown !== undefined)
    hints.push(`${variable} still reads ${shown}: this client does not fill it in, so it counts as unset.`);
  return text === '' || shown !== undefined ? undefined : { origin, text };
}

interface FileLookup {
  readonly given: ReadonlyMap<SettingVariable, GivenSetting>;
  readonly sources: SettingSources;
  readonly attempt: Attempt;
  readonly hints: string[];
}

/** A secret out of the file that the setting of the same name with `_FILE` names. */
function findInFile(
  variable: SettingVariable,
  { given, sources, attempt, hints }: FileLookup,
): string | undefined {
  const fileVariable = `${variable}_FILE`;
  if (!isSettingVariable(fileVariable)) return undefined;
  const file = given.get(fileVariable);
  if (!file) return undefined;
  if (given.has(variable))
    return attempt(variable, () => {
      throw new VpsError('configuration', `and ${fileVariable} are both set; keep one`);
    });
  const secret = attempt(fileVariable, () => sources.readFile(file.text))?.trim();
  if (secret === '') hints.push(`${fileVariable} names an empty file, so ${variable} counts as unset.`);
  return secret;
}

/** Of each variable that looks like a setting and is none, that it does nothing, and what may be meant. */
function explainStrangers(env: SettingSources['env']): string[] {
  const strangers = Object.keys(env).filter(name => name.startsWith('VPS_') && !isSettingVariable(name));
  return strangers.map(
    name =>
      `${name} is no setting, so it has no effect; the nearest that is one is ${findNearest(name, settingVariables)}.`,
  );
}
