import { settingTable, settingVariables, toFlagName } from '../settings/setting-table.ts';
import { renderTypedCommand } from '../settings/typed-command.ts';
import { type CommandName, commands } from './command-table.ts';

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

function describeCommand({
  name,
  operand,
  job,
  options = {},
  takesSettings,
  more = [],
}: (typeof commands)[number]) {
  const own = Object.entries(options).map(([option, { value, help }]) =>
    row(`--${option}${value === undefined ? '' : ` ${value}`}`, help),
  );
  const usage = ['vps-order-mcp', name, operand, own.length > 0 && '[OPTIONS]'].filter(Boolean).join(' ');
  const paragraphs = [[`${usage}: ${job}`], own, more, takesSettings ? describeSettings() : []];
  return paragraphs
    .filter(lines => lines.length > 0)
    .flatMap(lines => [...lines, ''])
    .slice(0, -1);
}

function describeSettings(): string[] {
  const settings = settingVariables.map(variable => {
    const { isSecret, default: fallback, unset } = settingTable[variable];
    const shown = fallback ?? unset;
    return row(
      variable,
      `${isSecret ? '(no flag)' : `--${toFlagName(variable)}`}${shown ? ` [${shown}]` : ''}`,
    );
  });
  return ['Settings, as environment variable or flag [default]:', ...settings];
}

function row(name: string, text = ''): string {
  return `  ${name.padEnd(30)}${text}`;
}
