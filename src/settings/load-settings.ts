import type * as z from 'zod';
import { VpsError } from '../errors/vps-error.ts';
import { readCredentials } from './read-credentials.ts';
import { parseSetting, settingSchemas } from './setting-schemas.ts';
import type { SettingVariable } from './setting-table.ts';
import type { Settings } from './settings.ts';
import { defaultStateDirectory } from './state-directory.ts';

/** The texts of the settings, as given: environment first, flags over it. */
export type SettingTexts = Partial<Record<SettingVariable, string>>;

/** Where settings come from; handed in, so that nothing here touches the process. */
export interface SettingSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags: SettingTexts;
  readonly platform: NodeJS.Platform;
  readonly homeDirectory: string;
  /** Reads a secret's file as UTF-8 text; throws when it can't. */
  readonly readFile: (path: string) => string;
}

type SettingValues = {
  [Name in keyof typeof settingSchemas]: z.output<ReturnType<(typeof settingSchemas)[Name]>>;
};

const schemas: { [Name in keyof SettingValues]: () => { parse(value: unknown): SettingValues[Name] } } =
  settingSchemas;

/**
 * Reads and checks every setting. An empty value, or one that a client left as `${…}`, counts as unset.
 * @throws VpsError `configuration`, naming the variable, for a value that can't be read.
 */
export function loadSettings(sources: SettingSources): Settings {
  const hints: string[] = [];
  const textOf = (variable: SettingVariable) => givenText(sources, variable, hints);
  const read = <Name extends keyof SettingValues, Unset>(variable: Name, unset: Unset) => {
    const text = textOf(variable);
    return text === undefined ? unset : parseSetting({ variable, text, schema: schemas[variable]() });
  };

  const apiUrl = read('VPS_API_URL', new URL('https://my.klikk.com/api'));
  return {
    apiUrl,
    credentials: readCredentials({ textOf, readFile: sources.readFile, hints }),
    sandbox: read('VPS_SANDBOX', false),
    account: read('VPS_ACCOUNT', 'default'),
    readOnly: read('VPS_READ_ONLY', false),
    confirm: read('VPS_CONFIRM', 'auto'),
    limits: {
      itemsPerOrder: read('VPS_MAX_ITEMS_PER_ORDER', 5),
      ordersPerDay: read('VPS_MAX_ORDERS_PER_DAY', 10),
      ramGb: read('VPS_MAX_RAM_GB', undefined),
      cpu: read('VPS_MAX_CPU', undefined),
      storageGb: read('VPS_MAX_STORAGE_GB', undefined),
    },
    allowOpenSsh: read('VPS_ALLOW_OPEN_SSH', false),
    dedupeWindowMinutes: read('VPS_DEDUPE_WINDOW_MINUTES', 60),
    requestTimeoutMs: read('VPS_REQUEST_TIMEOUT_MS', 30_000),
    paymentHosts: read('VPS_PAYMENT_HOSTS', undefined) ?? [apiUrl.hostname],
    stateDirectory: read('VPS_STATE_DIR', undefined) ?? defaultStateDirectory(sources),
    logLevel: read('VPS_LOG', 'warn'),
    hints,
  };
}

function givenText(sources: SettingSources, variable: SettingVariable, hints: string[]): string | undefined {
  const text = sources.flags[variable] ?? sources.env[variable];
  if (text === undefined || text.trim() === '') return undefined;
  if (/^\s*\$\{[^}]*\}\s*$/.test(text)) {
    hints.push(`${variable} still reads \${…}: this client does not fill it in, so it counts as unset.`);
    return undefined;
  }
  if (text.includes('\0')) throw new VpsError('configuration', `${variable} holds a NUL character.`);
  return text;
}
