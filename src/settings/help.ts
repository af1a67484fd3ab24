import { settingTable, toFlagName } from './setting-table.ts';

const commands = [
  ['vps-order-mcp', 'MCP server on stdio, for the configured provider'],
  ['vps-order-mcp --sandbox', 'the same, for the embedded sandbox: no account, no money'],
  ['vps-order-mcp demo', 'plays the whole story against the sandbox'],
  ['vps-order-mcp sandbox', 'the sandbox alone; --port N, --fault ACTION=NAME'],
  ['vps-order-mcp doctor', 'says what is configured, makes one read call, says what is wrong'],
  ['vps-order-mcp config CLIENT', 'the configuration for a client, such as claude-code or vscode'],
  ['vps-order-mcp journal', 'what was ordered; --json, --resolve, --settle REFERENCE'],
] as const;

/** The help text, which fits a screen. */
export function renderHelp(): string {
  const settings = settingTable.map(({ variable, kind, defaultText }) => [
    variable,
    [
      kind === 'secret' ? '(no flag)' : `--${toFlagName(variable)}`,
      defaultText === '–' ? '' : `[${defaultText}]`,
    ].join(' '),
  ]);
  return [
    'Orders virtual private servers for AI agents, over the Model Context Protocol.',
    '',
    ...commands.map(([command, job]) => `  ${command.padEnd(30)}${job}`),
    '',
    'Settings, as environment variable or flag [default]:',
    ...settings.map(([variable, rest]) => `  ${variable?.padEnd(30)}${rest}`.trimEnd()),
    '  --help, --version',
    '',
  ].join('\n');
}
