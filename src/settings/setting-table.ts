import {
  account,
  amount,
  decimal,
  oneOf,
  onOff,
  optional,
  parseApiUrl,
  parseHosts,
  parseJournalUrl,
  parsePath,
  password,
  path,
  positive,
  type SettingForm,
  text,
  token,
  username,
  whole,
} from './value-parsers.ts';

export interface SettingDefinition<Value = unknown> extends SettingForm<Value> {
  readonly meaning: string;
  /** What counts where nothing is set, as a text that `parse` reads. */
  readonly default?: string;
  /** What is shown in place of a default that is a rule and no text. */
  readonly unset?: string;
  /** Has no flag, since a process list would show it; the setting of the same name with `_FILE` names a file that holds it. */
  readonly isSecret?: true;
}

// In the order in which the documentation lists them.
const rows = {
  VPS_API_URL: {
    meaning: 'the provider: https, or plain http to a loopback address',
    default: 'https://my.klikk.com/api',
    ...text(parseApiUrl),
  },
  VPS_API_TOKEN: { meaning: 'token, sent as X-Account-Token', isSecret: true, ...optional(token) },
  VPS_API_TOKEN_FILE: { meaning: 'file that holds the token', ...optional(path(String)) },
  VPS_API_USERNAME: {
    meaning: 'user name for HTTP Basic, used when there is no token',
    ...optional(username),
  },
  VPS_API_PASSWORD: { meaning: 'password for HTTP Basic', isSecret: true, ...optional(password) },
  VPS_API_PASSWORD_FILE: { meaning: 'file that holds the password', ...optional(path(String)) },
  VPS_SANDBOX: { meaning: 'use the embedded sandbox provider: no account, no money', ...onOff },
  VPS_ACCOUNT: {
    meaning: 'label that keeps the journals of two accounts at one provider apart',
    default: 'default',
    ...account,
  },
  VPS_READ_ONLY: { meaning: 'offer only order_status, order_list and server_list', ...onOff },
  VPS_CONFIRM: {
    meaning: 'auto: ask a person where the client can; always: refuse where it cannot; never: ask nobody',
    default: 'auto',
    ...oneOf('auto', 'always', 'never'),
  },
  VPS_MAX_ITEMS_PER_ORDER: { meaning: 'most servers in one order', default: '5', ...whole(1) },
  VPS_MAX_ORDERS_PER_DAY: {
    meaning: 'most orders at one provider and account in any 24 hours, over all processes with this journal',
    default: '10',
    ...whole(0),
  },
  VPS_MAX_RAM_GB: { meaning: 'most RAM of one server, in GB', unset: 'none', ...optional(positive) },
  VPS_MAX_CPU: { meaning: 'most CPUs of one server', unset: 'none', ...optional(positive) },
  VPS_MAX_STORAGE_GB: { meaning: 'most storage of one server, in GB', unset: 'none', ...optional(positive) },
  VPS_ALLOW_OPEN_SSH: {
    meaning: "let ip_allow cover half of the internet or more without a person's yes",
    ...onOff,
  },
  VPS_DEDUPE_WINDOW_MINUTES: {
    meaning: 'how long an order without a key that means the same is the settled one again; 0 turns that off',
    default: '60',
    ...decimal,
  },
  VPS_REQUEST_TIMEOUT_MS: {
    meaning: 'deadline of one provider request, answer included; 1000–40000',
    default: '30000',
    ...whole(1000, 40_000),
  },
  VPS_PAYMENT_HOSTS: {
    meaning: 'hosts, with subdomains, whose payment pages a person may be asked to open',
    unset: "the provider's host",
    ...optional(text(parseHosts)),
  },
  VPS_STATE_DIR: {
    meaning: 'absolute path of the directory with the order journal',
    unset: "the platform's",
    ...optional(path(parsePath)),
  },
  VPS_JOURNAL_URL: {
    meaning: 'postgres://…, to keep the order journal in a database that several machines share',
    isSecret: true,
    ...optional(text(parseJournalUrl)),
  },
  VPS_JOURNAL_URL_FILE: { meaning: 'file that holds that URL', ...optional(path(String)) },
  VPS_PRICE_LIST: {
    meaning: "file with the provider's prices, from which estimates are made",
    ...optional(path(parsePath)),
  },
  VPS_MAX_COST_PER_ORDER: {
    meaning: 'most that one order may cost by the price list, in its currency',
    unset: 'none',
    ...optional(amount),
  },
  VPS_MAX_COST_PER_DAY: {
    meaning: 'the same for all orders of any 24 hours',
    unset: 'none',
    ...optional(amount),
  },
  VPS_MAX_COST_PER_MONTH: {
    meaning: 'the same for all orders of any 30 days',
    unset: 'none',
    ...optional(amount),
  },
  VPS_ASK_ABOVE: {
    meaning: 'with VPS_CONFIRM=auto: up to this estimate nobody is asked, above it a person has to say yes',
    unset: 'ask about every order',
    ...optional(amount),
  },
  VPS_REMIND_AFTER_DAYS: {
    meaning: 'remind of servers that were ordered longer ago and not cancelled',
    unset: 'never',
    ...optional(whole(1)),
  },
  VPS_LOG: {
    meaning: 'error, warn, info or debug, to stderr',
    default: 'warn',
    ...oneOf('error', 'warn', 'info', 'debug'),
  },
} satisfies Record<string, SettingDefinition>;

export type SettingVariable = keyof typeof rows;

/** What each setting means to the program. */
export type SettingValues = { [Name in SettingVariable]: ReturnType<(typeof rows)[Name]['parse']> };

/** Every setting: the help, the flags, `doctor` and the tests of the documentation go by this table. */
export const settingTable: { readonly [Name in SettingVariable]: SettingDefinition<SettingValues[Name]> } =
  rows;

export const settingVariables: readonly SettingVariable[] = Object.keys(rows).filter(isSettingVariable);

export function isSettingVariable(name: string): name is SettingVariable {
  return Object.hasOwn(rows, name);
}

/** `VPS_READ_ONLY` → `read-only`, the name of its flag. */
export function toFlagName(variable: SettingVariable): string {
  return variable.replace(/^VPS_/, '').toLowerCase().replaceAll('_', '-');
}
