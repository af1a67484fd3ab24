interface CommandDefinition<Name extends string = string> {
  readonly name: Name;
  readonly job: string;
  /** Goes by the settings of the server; where it does not, their flags are refused. */
  readonly takesSettings?: true;
  /** The options that this command alone understands. */
  readonly options?: Readonly<Record<string, OptionDefinition>>;
  /** What the one word behind the command's name stands for. */
  readonly operand?: string;
  /** What else its help says. */
  readonly more?: readonly string[];
}

interface OptionDefinition {
  readonly multiple?: true;
  /** What the value stands for; absent for a switch. */
  readonly value?: string;
  readonly help: string;
}

const rows = [
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
      import: {
        value: 'STATE_DIR',
        help: 'brings the orders of a state directory into the database of VPS_JOURNAL_URL',
      },
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
    options: {
      timeout: { value: 'SECONDS', help: 'gives up after this time; 900 without it' },
    },
    operand: 'ORDER',
    more: [
      'Writes the order with its servers and addresses to stdout, as one line of JSON. Exit codes:',
      '  0 ready, 1 failed or cancelled, 2 wrong use, 3 waits for payment, 4 time is up.',
    ],
  },
] as const satisfies readonly CommandDefinition[];

export type CommandName = (typeof rows)[number]['name'];

/** Every command beside the server itself. */
export const commands: readonly CommandDefinition<CommandName>[] = rows;
