import type { Readable } from 'node:stream';
import type { HostFacts } from '../order-service.ts';
import type { SettingSources, Settings } from '../settings/load-settings.ts';
import { settingTable, settingVariables, toFlagName } from '../settings/setting-table.ts';
import { renderTypedCommand } from '../settings/shell-command.ts';

/** What was typed behind the command: its options and the flags of settings, by name. */
export type CommandOptions = SettingSources['flags'];

/** What a command is called with: its words, the settings, and what it needs of the process. */
export interface CommandCall extends Pick<Required<HostFacts>, 'version' | 'now' | 'findStart'> {
  readonly options: CommandOptions;
  /** The word behind the command's name, where the command takes one. */
  readonly operand: string | undefined;
  /** @throws VpsError `configuration` where one of them cannot be read. */
  readonly loadSettings: () => Settings;
  readonly sources: SettingSources;
  /** As Node.js states it, such as `v20.18.1`. */
  readonly nodeVersion: string;
  readonly stdin: Readable;
  readonly write: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly onSignal: (listener: () => void) => void;
}

export type CommandName = 'config' | 'demo' | 'doctor' | 'journal' | 'sandbox' | 'wait';

interface CommandDefinition {
  readonly name: CommandName;
  readonly job: string;
  /** Goes by the settings of the server; where it does not, their flags are refused. */
  readonly takesSettings?: true;
  /** The options that this command alone understands. */
  readonly options?: {
    readonly [name: string]: {
      readonly help: string;
      /** What the value stands for; absent for a switch. */
      readonly value?: string;
      readonly multiple?: true;
    };
  };
  /** What the one word behind the command's name stands for. */
  readonly operand?: string;
  /** What else its help says. */
  readonly more?: readonly string[];
}

/** Every command beside the server itself. */
export const commands: readonly CommandDefinition[] = [
  { name: 'demo', job: 'plays the whole story against the sandbox' },
  {
    name: 'sandbox',
    job: 'the sandbox alone, for other clients and a browser',
    options: {
      port: { value: 'N', help: 'port to listen on; a free one without it' },
      credit: { value: 'EUR', help: 'credit of the account, such as 12.50' },
      'provisioning-ms': { value: 'MS', help: 'how long a server takes to become ready' },
      'list-lag-ms': { value: 'MS', help: 'how long lists do not show a new order' },
      fault: { multiple: true, value: 'ACTION=FAULT', help: 'misbehaves; may be repeated' },
    },
    more: [
      'A FAULT may end in :TIMES, and slow may carry its delay, as in order_create=slow@5000:1.',
      'Actions: order_create, order_status, order_list, order_cancel, server_list, and * for all.',
      'Faults: reset-before, reset-after, hang-before, hang, slow, cut-off, html, empty,',
      '  status-NNN, status-NNN-after; after those without -before and status-NNN, money is spent.',
    ],
  },
  {
    name: 'doctor',
    job: 'says what is configured, makes one read call, says what is wrong',
    takesSettings: true,
  },
  { name: 'config', operand: 'CLIENT', job: 'the configuration for a client, such as claude-code or vscode' },
  {
    name: 'journal',
    job: 'what was ordered, and what of it is not settled',
    takesSettings: true,
    options: {
      json: { help: 'one JSON array, for a script' },
      resolve: { help: 'looks orders that are not settled up at the provider first' },
      settle: { value: 'REFERENCE', help: 'settles one by hand, with one of the next two' },
      ordered: { value: 'ORDER_ID', help: 'it was made, as this order' },
      'not-ordered': { help: 'it was not made; the same request may be sent again' },
      import: { value: 'STATE_DIR', help: 'brings the orders there into the database of VPS_JOURNAL_URL' },
      spend: { help: 'what was estimated, what was invoiced, and what is not known' },
      since: { value: 'DATE', help: 'with --spend: from this day on, such as 2026-11-01' },
      by: { value: 'HOW', help: 'with --spend: by day, month (the default) or reference' },
      csv: { help: 'with --spend: a row an order, in the columns of FOCUS' },
    },
  },
  {
    name: 'wait',
    job: 'waits until the servers of an order are ready, for a job',
    takesSettings: true,
    operand: 'ORDER',
    options: { timeout: { value: 'SECONDS', help: 'gives up after this time; 900 without it' } },
    more: [
      'Writes the order with its servers and addresses to stdout, as one line of JSON. Exit codes:',
      '  0 ready, 1 failed or cancelled, 2 wrong use, 3 waits for payment, 4 time is up.',
    ],
  },
];

/** The help text, which fits a screen: of everything, or of one command. The examples start what prints them. */
export function renderHelp(start: readonly string[], name?: CommandName): string {
  const command = commands.find(candidate => candidate.name === name);
  return [
    ...(command ? describeCommand(command) : describeAll()),
    `Here vps-order-mcp is: ${renderTypedCommand(start)}`,
    '',
  ].join('\n');
}

function describeAll(): string[] {
  const jobs = [
    ['', 'MCP server on stdio, for the configured provider'],
    ['--sandbox', 'the same, for the embedded sandbox: no account, no money'],
    ...commands.map(({ name, operand = '', job }) => [`${name} ${operand}`, job]),
  ];
  return [
    'Lets AI agents order virtual private servers, over the Model Context Protocol.',
    '',
    ...jobs.map(([usage = '', job]) => row(`vps-order-mcp ${usage}`, job)),
    '',
    ...describeSettings(),
    '  --version, --help; COMMAND --help lists the options of a command',
  ];
}

function describeCommand({ name, operand, job, options = {}, takesSettings, more }: CommandDefinition) {
  const own = Object.entries(options).map(([option, { value = '', help }]) =>
    row(`--${option} ${value}`, help),
  );
  const usage = ['vps-order-mcp', name, operand, own.length > 0 && '[OPTIONS]'].filter(Boolean).join(' ');
  const paragraphs = [[`${usage}: ${job}`], own, more, takesSettings && describeSettings()];
  return paragraphs.flatMap(lines => (lines && lines.length > 0 ? [...lines, ''] : [])).slice(0, -1);
}

function describeSettings(): string[] {
  const settings = settingVariables.map(variable => {
    const { isSecret, default: fallback, unset } = settingTable[variable];
    const shown = fallback ?? unset;
    const flag = isSecret ? '(no flag)' : `--${toFlagName(variable)}`;
    return row(variable, shown ? `${flag} [${shown}]` : flag);
  });
  return ['Settings, as environment variable or flag [default]:', ...settings];
}

function row(name: string, text = ''): string {
  return `  ${name.padEnd(30)}${text}`;
}
