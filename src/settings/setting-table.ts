/** How a setting is written: `switch` is on or off, `secret` has no flag, since a process list would show it. */
type SettingKind = 'text' | 'switch' | 'secret';

export interface SettingDefinition {
  readonly variable: string;
  readonly kind: SettingKind;
  readonly defaultText: string;
  readonly meaning: string;
}

/** Every setting, in the order in which the documentation lists them. */
export const settingTable = [
  text('VPS_API_URL', 'https://my.klikk.com/api', 'the provider: https, or plain http to a loopback address'),
  secret('VPS_API_TOKEN', 'token, sent as X-Account-Token'),
  text('VPS_API_TOKEN_FILE', '–', 'file that holds the token'),
  text('VPS_API_USERNAME', '–', 'user name for HTTP Basic, used when there is no token'),
  secret('VPS_API_PASSWORD', 'password for HTTP Basic'),
  text('VPS_API_PASSWORD_FILE', '–', 'file that holds the password'),
  onOff('VPS_SANDBOX', 'use the embedded sandbox provider: no account, no money'),
  text('VPS_ACCOUNT', 'default', 'label that keeps the journals of two accounts at one provider apart'),
  onOff('VPS_READ_ONLY', 'offer only order_status, order_list and server_list'),
  text(
    'VPS_CONFIRM',
    'auto',
    'auto asks a person where the client can, always refuses where it can not, never asks nobody',
  ),
  text('VPS_MAX_ITEMS_PER_ORDER', '5', 'most servers in one order'),
  text(
    'VPS_MAX_ORDERS_PER_DAY',
    '10',
    'most orders at one provider and account in any 24 hours, over all processes with this state directory',
  ),
  text('VPS_MAX_RAM_GB', 'none', 'most RAM of one server, in GB'),
  text('VPS_MAX_CPU', 'none', 'most CPUs of one server'),
  text('VPS_MAX_STORAGE_GB', 'none', 'most storage of one server, in GB'),
  onOff('VPS_ALLOW_OPEN_SSH', "let ip_allow cover half of the internet or more without a person's yes"),
  text(
    'VPS_DEDUPE_WINDOW_MINUTES',
    '60',
    'how long an identical order without a key is the settled one again; 0 turns that off',
  ),
  text('VPS_REQUEST_TIMEOUT_MS', '30000', 'deadline of one provider request, answer included; 1000–40000'),
  text(
    'VPS_PAYMENT_HOSTS',
    "the provider's host",
    'hosts, with subdomains, whose payment pages a person may be asked to open',
  ),
  text('VPS_STATE_DIR', "the platform's", 'absolute path of the directory with the order journal'),
  text('VPS_LOG', 'warn', 'error, warn, info or debug, to stderr'),
] as const satisfies readonly SettingDefinition[];

export type SettingVariable = (typeof settingTable)[number]['variable'];

/** `VPS_READ_ONLY` → `read-only`, the name of its flag. */
export function toFlagName(variable: string): string {
  return variable.replace(/^VPS_/, '').toLowerCase().replaceAll('_', '-');
}

function text<const Name extends string>(variable: Name, defaultText: string, meaning: string) {
  return { variable, kind: 'text', defaultText, meaning } as const;
}

function onOff<const Name extends string>(variable: Name, meaning: string) {
  return { variable, kind: 'switch', defaultText: 'off', meaning } as const;
}

function secret<const Name extends string>(variable: Name, meaning: string) {
  return { variable, kind: 'secret', defaultText: '–', meaning } as const;
}
