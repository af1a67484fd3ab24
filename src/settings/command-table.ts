interface CommandDefinition {
  /** Whether it goes by the settings of the server; where it does not, their flags are refused. */
  readonly takesSettings: boolean;
  /** The options that this command alone understands. */
  readonly options: Readonly<Record<string, { readonly type: 'string' | 'boolean'; multiple?: true }>>;
  /** What the one word behind the command's name stands for. */
  readonly operand?: string;
}

/** Every command beside the server itself. */
export const commandTable = {
  demo: { takesSettings: false, options: {} },
  sandbox: {
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
  journal: {
    takesSettings: true,
    options: {
      json: { type: 'boolean' },
      resolve: { type: 'boolean' },
      settle: { type: 'string' },
      ordered: { type: 'string' },
      'not-ordered': { type: 'boolean' },
    },
  },
  doctor: { takesSettings: true, options: {} },
  config: { takesSettings: false, options: {}, operand: 'CLIENT' },
} as const satisfies Record<string, CommandDefinition>;

export type CommandName = keyof typeof commandTable;

export function operandOf(command: CommandName): string | undefined {
  const definition: CommandDefinition = commandTable[command];
  return definition.operand;
}

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commandTable, name);
}
