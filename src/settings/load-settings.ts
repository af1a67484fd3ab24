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

/**
 * Reads and checks every setting. An empty value, or one that a client left as `${…}`, counts as unset.
 * @throws VpsError `configuration`, naming the variable, for a value that can't be read.
 */
export function loadSettings(sources: SettingSources): Settings {
  const hints: string[] = [];
  const textOf = (variable: SettingVariable) => givenText(sources, variable, hints);
  const read = <T>(variable: keyof typeof settingSchemas, schema: { parse(value: unknown): T }) =>
    parseSetting({ variable, text: textOf(variable), schema });

  const apiUrl = read('VPS_API_URL', settingSchemas.VPS_API_URL);
  return {
    apiUrl,
    credentials: readCredentials({ textOf, readFile: sources.readFile, hints }),
    sandbox: read('VPS_SANDBOX', settingSchemas.VPS_SANDBOX),
    account: read('VPS_ACCOUNT', settingSchemas.VPS_ACCOUNT),
    readOnly: read('VPS_READ_ONLY', settingSchemas.VPS_READ_ONLY),
    confirm: read('VPS_CONFIRM', settingSchemas.VPS_CONFIRM),
    limits: {
      itemsPerOrder: read('VPS_MAX_ITEMS_PER_ORDER', settingSchemas.VPS_MAX_ITEMS_PER_ORDER),
      ordersPerDay: read('VPS_MAX_ORDERS_PER_DAY', settingSchemas.VPS_MAX_ORDERS_PER_DAY),
      ramGb: read('VPS_MAX_RAM_GB', settingSchemas.VPS_MAX_RAM_GB),
      cpu: read('VPS_MAX_CPU', settingSchemas.VPS_MAX_CPU),
      storageGb: read('VPS_MAX_STORAGE_GB', settingSchemas.VPS_MAX_STORAGE_GB),
    },
    allowOpenSsh: read('VPS_ALLOW_OPEN_SSH', settingSchemas.VPS_ALLOW_OPEN_SSH),
    dedupeWindowMinutes: read('VPS_DEDUPE_WINDOW_MINUTES', settingSchemas.VPS_DEDUPE_WINDOW_MINUTES),
    requestTimeoutMs: read('VPS_REQUEST_TIMEOUT_MS', settingSchemas.VPS_REQUEST_TIMEOUT_MS),
    paymentHosts: read('VPS_PAYMENT_HOSTS', settingSchemas.VPS_PAYMENT_HOSTS) ?? [apiUrl.hostname],
    stateDirectory: read('VPS_STATE_DIR', settingSchemas.VPS_STATE_DIR) ?? defaultStateDirectory(sources),
    logLevel: read('VPS_LOG', settingSchemas.VPS_LOG),
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
