interface CommandDefinition<Name extends string = string> {
  readonly name: Name;
  readonly job: string;
  /** Whether it goes by the settings of the server; where it does not, their flags are refused. */
  readonly takesSettings: boolean;
  /** The options that this command alone understands. */
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean'; multiple?: true }>>;
  /** What the one word behind the command's name stands for. */
  readonly operand?: string;
}

const rows = [
  { name: 'demo', job: 'plays the whole story against the sandbox', takesSettings: false, options: {} },
  {
    name: 'sandbox',
    job: 'the sandbox alone; --port N, --fault ACTION=NAME',
    takesSettings: false,
    options: {
      port: { type: 'string' },
      credit: { type: 'string' },
      'provisioning-ms': { type: 'string' },
      'list-lag-ms': { type: 'string' },
      'payment-answer': { type: 'string' },
      'carry-reference': { type: 'boolean' },
      fault: { type: 'string', multiple: true },
    },
  },
  {
    name: 'doctor',
    job: 'says what is configured, makes one read call, says what is wrong',
    takesSettings: true,
    options: {},
  },
  {
    name: 'config',
    job: 'the configuration for a client, such as claude-code or vscode',
    takesSettings: false,
    options: {},
    operand: 'CLIENT',
  },
  {
    name: 'journal',
    job: 'what was ordered; --json, --resolve, --settle REFERENCE',
    takesSettings: true,
    options: {
      json: { type: 'boolean' },
      resolve: { type: 'boolean' },
      settle: { type: 'string' },
      ordered: { type: 'string' },
      'not-ordered': { type: 'boolean' },
    },
  },
] as const satisfies readonly CommandDefinition[];

export type CommandName = (typeof rows)[number]['name'];

/** Every command beside the server itself. */
export const commands: readonly CommandDefinition<CommandName>[] = rows;
