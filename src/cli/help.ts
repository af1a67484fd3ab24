import { settingTable, settingVariables, toFlagName } from '../settings/setting-table.ts';
import { commands } from './command-table.ts';

/** The help text, which fits a screen. */
export function renderHelp(): string {
  const jobs = [
    ['', 'MCP server on stdio, for the configured provider'],
    ['--sandbox', 'the same, for the embedded sandbox: no account, no money'],
    ...commands.map(({ name, operand = '', job }) => [`${name} ${operand}`, job]),
  ];
  const settings = settingVariables.map(variable => {
    const { isSecret, default: fallback, unset } = settingTable[variable];
    const shown = fallback ?? unset;
    return [variable, isSecret ? '(no flag)' : `--${toFlagName(variable)}`, shown && ` [${shown}]`];
  });
  const row = ([name = '', ...rest]: readonly (string | undefined)[]) =>
    `  ${name.padEnd(30)}${rest.join('')}`;
  return [
    'Orders virtual private servers for AI agents, over the Model Context Protocol.',
    '',
    ...jobs.map(([usage = '', job]) => row([`vps-order-mcp ${usage}`, job])),
    '',
    'Settings, as environment variable or flag [default]:',
    ...settings.map(row),
    '  --help, --version',
    '',
  ].join('\n');
}
