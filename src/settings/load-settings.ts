import path from 'node:path';
import { VpsError } from '../errors/vps-error.ts';
import { findNearest } from '../text.ts';
import { toCredentials } from './credentials.ts';
import {
  isSettingVariable,
  type SettingValues,
  type SettingVariable,
  settingTable,
  settingVariables,
  toFlagName,
} from './setting-table.ts';
import { refuse } from './value-parsers.ts';

/** Where settings come from; handed in, so that nothing here touches the process. */
export interface SettingSources {
  /** What was typed, by the name of each flag. */
  readonly flags: Readonly<Record<string, string | boolean | string[] | undefined>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Looked up only when it is needed; may throw where there is none. */
  readonly findHome: () => string;
  readonly makeTemporaryDirectory: () => string;
  /** Reads a file that a setting names. @throws VpsError that continues the sentence "VARIABLE names …". */
  readonly readFile: (path: string) => string;
}

/** What was found out of the sources. */
interface Findings {
  readonly sources: SettingSources;
  /** What was set, without blanks around it, and where. */
  readonly given: Map<SettingVariable, { origin: 'flag' | 'environment' | 'file'; text: string }>;
  /** What is wrong, in sentences that begin with the setting as it was written; the start of the server fails with the first. */
  readonly complaints: Map<SettingVariable, string>;
  /** Sentences about what was taken as unset or has no effect. */
  readonly hints: string[];
}

export interface LoadedSettings extends Findings {
  /** Absent where there is a complaint. */
  readonly settings: Settings | undefined;
}

/** Reads and checks every setting: flags before the environment, that before the files of secrets, and last the defaults. */
export function loadSettings(sources: SettingSources): LoadedSettings {
  const findings: Findings = { sources, given: new Map(), complaints: new Map(), hints: [] };
  explainStrangers(findings);
  for (const variable of settingVariables) findText(findings, variable);
  for (const variable of settingVariables) findInFile(findings, variable);
  const settings = toSettings(findings);
  return { ...findings, settings: findings.complaints.size === 0 ? settings : undefined };
}

/** What the operator decided; read once, before anything else. */
export type Settings = Readonly<ReturnType<typeof toSettings>>;

export type LogLevel = Settings['logLevel'];

export interface OrderLimits {
  readonly itemsPerOrder: number;
  readonly ordersPerDay: number;
  readonly ramGb?: number | undefined;
  readonly cpu?: number | undefined;
  readonly storageGb?: number | undefined;
  /** Decimal amounts in the currency of the price list. */
  readonly costPerOrder?: string | undefined;
  readonly costPerDay?: string | undefined;
  readonly costPerMonth?: string | undefined;
}

function toSettings(findings: Findings) {
  const read = <Name extends SettingVariable>(variable: Name): SettingValues[Name] => {
    const { default: fallback = '', parse } = settingTable[variable];
    const found = findings.given.get(variable);
    return (found && attempt(findings, variable, () => parse(found.text))) ?? parse(fallback);
  };
  const apiUrl = read('VPS_API_URL');
  const sandbox = read('VPS_SANDBOX');
  const listPath = read('VPS_PRICE_LIST');
  const readAmount = (variable: `VPS_MAX_COST_PER_${'ORDER' | 'DAY' | 'MONTH'}` | 'VPS_ASK_ABOVE') => {
    const amount = read(variable);
    // The sandbox brings a price list of its own.
    if (amount !== undefined && listPath === undefined && !sandbox)
      findings.complaints.set(variable, `${variable} needs a price list: set VPS_PRICE_LIST too.`);
    return amount;
  };
  const findDirectory = () => findStateDirectory(findings.sources, sandbox);
  const limits: OrderLimits = {
    itemsPerOrder: read('VPS_MAX_ITEMS_PER_ORDER'),
    ordersPerDay: read('VPS_MAX_ORDERS_PER_DAY'),
    ramGb: read('VPS_MAX_RAM_GB'),
    cpu: read('VPS_MAX_CPU'),
    storageGb: read('VPS_MAX_STORAGE_GB'),
    costPerOrder: readAmount('VPS_MAX_COST_PER_ORDER'),
    costPerDay: readAmount('VPS_MAX_COST_PER_DAY'),
    costPerMonth: readAmount('VPS_MAX_COST_PER_MONTH'),
  };
  return {
    apiUrl,
    /** Absent when nothing usable is configured; every call then answers `configuration`. */
    credentials: toCredentials(read('VPS_API_TOKEN'), read('VPS_API_USERNAME'), read('VPS_API_PASSWORD')),
    sandbox,
    account: read('VPS_ACCOUNT'),
    readOnly: read('VPS_READ_ONLY'),
    confirm: read('VPS_CONFIRM'),
    limits,
    allowOpenSsh: read('VPS_ALLOW_OPEN_SSH'),
    dedupeWindowMinutes: read('VPS_DEDUPE_WINDOW_MINUTES'),
    requestTimeoutMs: read('VPS_REQUEST_TIMEOUT_MS'),
    /** Lower-case host names, each standing for itself and its subdomains. */
    paymentHosts: read('VPS_PAYMENT_HOSTS') ?? [apiUrl.hostname],
    stateDirectory: read('VPS_STATE_DIR') ?? attempt(findings, 'VPS_STATE_DIR', findDirectory) ?? '',
    /** Where the journal is kept in place of the state directory; never that of a sandbox. */
    journalDatabase: sandbox ? undefined : read('VPS_JOURNAL_URL'),
    journalUrlFile: sandbox ? undefined : read('VPS_JOURNAL_URL_FILE'),
    /** The text of the operator's price list. */
    priceList: listPath && attempt(findings, 'VPS_PRICE_LIST', () => findings.sources.readFile(listPath)),
    askAbove: readAmount('VPS_ASK_ABOVE'),
    remindAfterDays: read('VPS_REMIND_AFTER_DAYS'),
    logLevel: read('VPS_LOG'),
    hints: findings.hints,
  };
}

/**
 * The platform's directory for state that outlives a process, with ours below it; the sandbox, whose orders do not outlive
 * it, makes do with a temporary one. What depends on the directory of the start would mean two journals.
 */
function findStateDirectory(sources: SettingSources, sandbox: boolean): string {
  const { platform, env, findHome, makeTemporaryDirectory } = sources;
  const { isAbsolute, join } = platform === 'win32' ? path.win32 : path.posix;
  const places: Partial<Record<NodeJS.Platform, [named: string | undefined, inHome: string]>> = {
    darwin: [undefined, 'Library/Application Support'],
    win32: [env.LOCALAPPDATA, 'AppData/Local'],
  };
  const [named = '', inHome] = places[platform] ?? [env.XDG_STATE_HOME, '.local/state'];
  // The XDG base directory specification: a relative path in the variable is invalid and ignored.
  if (isAbsolute(named)) return join(named, 'vps-order-mcp');
  let home = '';
  try {
    home = findHome();
  } catch {
    // Neither the environment nor the system's accounts know a home directory.
  }
  if (isAbsolute(home)) return join(home, inHome, 'vps-order-mcp');
  if (sandbox) return makeTemporaryDirectory();
  return refuse('has to be set: there is no home directory to keep the order journal in');
}

/** What clients leave where they fill nothing in; a password may well begin with `$`. */
const placeholder = /^(?:\$\{[^}]*\}|\{env:[^}]*\}|\$(?:env:)?VPS_\w*|%VPS_\w*%)$/i;

function findText({ sources, given, hints }: Findings, variable: SettingVariable): void {
  const flag = sources.flags[toFlagName(variable)];
  const text = String(flag ?? sources.env[variable] ?? '').trim();
  if (placeholder.test(text))
    hints.push(
      `${nameAsWritten(sources, variable)} still reads as a placeholder, which this client does not fill in, so it counts as unset.`,
    );
  else if (text !== '') given.set(variable, { origin: flag === undefined ? 'environment' : 'flag', text });
}

/** A secret out of the file that the setting of the same name with `_FILE` names. */
function findInFile(findings: Findings, variable: SettingVariable): void {
  const { sources, given, complaints, hints } = findings;
  const fileVariable = `${variable}_FILE`;
  const file = isSettingVariable(fileVariable) && given.get(fileVariable)?.text;
  if (!file) return;
  const fileSetting = nameAsWritten(sources, fileVariable);
  if (given.has(variable)) {
    complaints.set(variable, `${variable} and ${fileSetting} are both set; keep one.`);
    return;
  }
  const text = attempt(findings, fileVariable, () => sources.readFile(file))?.trim();
  if (text) given.set(variable, { origin: 'file', text });
  else if (text === '') hints.push(`${fileSetting} names an empty file, so ${variable} counts as unset.`);
}

/** What the work answers, or undefined where its complaint was noted. */
function attempt<Value>(
  { sources, complaints }: Findings,
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
  const flag = toFlagName(variable);
  return flags[flag] === undefined ? variable : `--${flag}`;
}

/** Of each variable that looks like a setting and is none, that it does nothing, and what may be meant. */
function explainStrangers({ sources, hints }: Findings): void {
  for (const name of Object.keys(sources.env)) {
    if (!name.startsWith('VPS_') || isSettingVariable(name)) continue;
    const nearest = findNearest(name, settingVariables);
    hints.push(`${name} is no setting, so it has no effect; the nearest that is one is ${nearest}.`);
  }
}
