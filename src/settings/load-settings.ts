import { VpsError } from '../errors/vps-error.ts';
import { findNearest } from '../text.ts';
import {
  isSettingVariable,
  type SettingValues,
  type SettingVariable,
  settingTable,
  settingVariables,
  toFlagName,
} from './setting-table.ts';
import type { Credentials, Settings } from './settings.ts';
import { findStateDirectory, type Machine } from './state-directory.ts';

/** The texts of the flags that were given. */
export type SettingFlags = Partial<Record<SettingVariable, string>>;

/** Where settings come from; handed in, so that nothing here touches the process. */
export interface SettingSources extends Machine {
  readonly flags: SettingFlags;
  /** Reads a file that a setting names. @throws VpsError that continues the sentence "VARIABLE names …". */
  readonly readFile: (path: string) => string;
}

export interface LoadedSettings {
  /** Absent where there is a complaint. */
  readonly settings?: Settings;
  /** What was set, without blanks around it, and where. */
  readonly given: ReadonlyMap<SettingVariable, GivenSetting>;
  /** What is wrong, in sentences that begin with the setting as it was written; the start of the server fails with the first. */
  readonly complaints: ReadonlyMap<SettingVariable, string>;
  /** Sentences about what was taken as unset or has no effect. */
  readonly hints: readonly string[];
}

interface GivenSetting {
  readonly origin: 'flag' | 'environment' | 'file';
  readonly text: string;
}

/** What has been found out so far. */
interface Loading {
  readonly sources: SettingSources;
  readonly given: Map<SettingVariable, GivenSetting>;
  readonly complaints: Map<SettingVariable, string>;
  readonly hints: string[];
}

/** Reads and checks every setting: flags before the environment, that before the files of secrets, and last the defaults. */
export function loadSettings(sources: SettingSources): LoadedSettings {
  const hints = explainStrangers(sources.env);
  const loading: Loading = { sources, given: new Map(), complaints: new Map(), hints };
  for (const variable of settingVariables) findText(loading, variable);
  for (const variable of settingVariables) findInFile(loading, variable);
  const settings = toSettings(loading);
  const { given, complaints } = loading;
  return { ...(complaints.size === 0 && { settings }), given, complaints, hints };
}

function toSettings(loading: Loading): Settings {
  const read = <Name extends SettingVariable>(variable: Name): SettingValues[Name] => {
    const { default: fallback = '', parse } = settingTable[variable];
    const found = loading.given.get(variable);
    return (found && attempt(loading, variable, () => parse(found.text))) ?? parse(fallback);
  };
  const apiUrl = read('VPS_API_URL');
  const sandbox = read('VPS_SANDBOX');
  const journalDatabase = read('VPS_JOURNAL_URL');
  const listPath = read('VPS_PRICE_LIST');
  const priceList = listPath && attempt(loading, 'VPS_PRICE_LIST', () => loading.sources.readFile(listPath));
  const readAmount = (variable: `VPS_MAX_COST_PER_${'ORDER' | 'DAY' | 'MONTH'}` | 'VPS_ASK_ABOVE') => {
    const amount = read(variable);
    // The sandbox brings a price list of its own.
    if (amount !== undefined && listPath === undefined && !sandbox)
      loading.complaints.set(variable, `${variable} needs a price list: set VPS_PRICE_LIST too.`);
    return amount;
  };
  const findDirectory = () => findStateDirectory(loading.sources, { sandbox });
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
      costPerOrder: readAmount('VPS_MAX_COST_PER_ORDER'),
      costPerDay: readAmount('VPS_MAX_COST_PER_DAY'),
      costPerMonth: readAmount('VPS_MAX_COST_PER_MONTH'),
    },
    allowOpenSsh: read('VPS_ALLOW_OPEN_SSH'),
    dedupeWindowMinutes: read('VPS_DEDUPE_WINDOW_MINUTES'),
    requestTimeoutMs: read('VPS_REQUEST_TIMEOUT_MS'),
    paymentHosts: read('VPS_PAYMENT_HOSTS') ?? [apiUrl.hostname],
    stateDirectory: read('VPS_STATE_DIR') ?? attempt(loading, 'VPS_STATE_DIR', findDirectory) ?? '',
    ...(!sandbox && { journalDatabase, journalUrlFile: read('VPS_JOURNAL_URL_FILE') }),
    priceList,
    askAbove: readAmount('VPS_ASK_ABOVE'),
    remindAfterDays: read('VPS_REMIND_AFTER_DAYS'),
    logLevel: read('VPS_LOG'),
    hints: loading.hints,
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

function findText({ sources, given, hints }: Loading, variable: SettingVariable): void {
  const { flags, env } = sources;
  const origin = flags[variable] === undefined ? 'environment' : 'flag';
  const text = (flags[variable] ?? env[variable] ?? '').trim();
  const placeholder = placeholders.find(([pattern]) => pattern.test(text))?.[1];
  if (placeholder !== undefined)
    hints.push(
      `${nameAsWritten(sources, variable)} still reads ${placeholder}: this client does not fill it in, so it counts as unset.`,
    );
  else if (text !== '') given.set(variable, { origin, text });
}

/** A secret out of the file that the setting of the same name with `_FILE` names. */
function findInFile(loading: Loading, variable: SettingVariable): void {
  const { sources, given, complaints, hints } = loading;
  const fileVariable = `${variable}_FILE`;
  const file = isSettingVariable(fileVariable) && given.get(fileVariable)?.text;
  if (!file) return;
  const fileSetting = nameAsWritten(sources, fileVariable);
  if (given.has(variable)) {
    complaints.set(variable, `${variable} and ${fileSetting} are both set; keep one.`);
    return;
  }
  const text = attempt(loading, fileVariable, () => sources.readFile(file))?.trim();
  if (text) given.set(variable, { origin: 'file', text });
  else if (text === '') hints.push(`${fileSetting} names an empty file, so ${variable} counts as unset.`);
}

/** What the work answers, or undefined where its complaint was noted. */
function attempt<Value>(
  { sources, complaints }: Loading,
  variable: SettingVariable,
  work: () => Value,
): Value | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof VpsError)) throw error;
    complaints.set(variable, `${nameAsWritten(sources, variable)} ${error.message}.`);
    return undefined;
  }
}

/** Whoever wrote a flag does not look for a variable. */
function nameAsWritten({ flags }: SettingSources, variable: SettingVariable): string {
  return flags[variable] === undefined ? variable : `--${toFlagName(variable)}`;
}

/** Of each variable that looks like a setting and is none, that it does nothing, and what may be meant. */
function explainStrangers(env: SettingSources['env']): string[] {
  const strangers = Object.keys(env).filter(name => name.startsWith('VPS_') && !isSettingVariable(name));
  return strangers.map(name => {
    const nearest = findNearest(name, settingVariables);
    return `${name} is no setting, so it has no effect; the nearest that is one is ${nearest}.`;
  });
}
