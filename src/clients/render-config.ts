import type { Launch } from './launches.ts';

export interface McpServersStyle {
  /** How this client is asked for the value of an environment variable. */
  readonly refer: (variable: string) => string;
  /** Some clients want the transport named, one refuses a key that it does not know. */
  readonly namesTransport: boolean;
}

export const inBraces = (variable: string) => `\${${variable}}`;
export const inEnvBraces = (variable: string) => `\${env:${variable}}`;

/** The `mcpServers` object that most clients read. */
export function renderMcpServers(launches: readonly Launch[], style: McpServersStyle): string {
  return renderJson({ mcpServers: toServers(launches, style) });
}

/** VS Code calls it `servers`, and asks for the token itself the first time, to keep it out of the file. */
export function renderVscode(launches: readonly Launch[]): string {
  const input = {
    type: 'promptString',
    id: 'vps_api_token',
    description: 'API token of the VPS account',
    password: true,
  };
  const servers = toServers(launches, { refer: () => `\${input:${input.id}}`, namesTransport: true });
  return renderJson({ inputs: [input], servers });
}

/** Its default for starting is 5 s, which the first download through npx can exceed. */
const opencodeTimeoutMs = 60_000;

/** opencode keeps command and arguments in one list; its version 2 reads this form too. */
export function renderOpencode(launches: readonly Launch[]): string {
  const servers = launches.map(({ name, command, args, tokenVariable }) => [
    name,
    {
      type: 'local',
      command: [command, ...args],
      enabled: true,
      timeout: opencodeTimeoutMs,
      ...(tokenVariable && { environment: { [tokenVariable]: `{env:${tokenVariable}}` } }),
    },
  ]);
  return renderJson({ $schema: 'https://opencode.ai/config.json', mcp: Object.fromEntries(servers) });
}

/** Its default for starting is 10 s, which the first download through npx can exceed. */
const codexStartSeconds = 60;
/** Its default for a call is 60 s, which a person who is asked before an order can exceed. */
const codexCallSeconds = 600;

/** Codex hands a variable on by name; its value never stands in the file. */
export function renderCodex(launches: readonly Launch[]): string {
  return launches.map(toCodexTable).join('\n');
}

function toCodexTable({ name, command, args, tokenVariable }: Launch): string {
  return [
    `[mcp_servers.${name}]`,
    `command = ${JSON.stringify(command)}`,
    `args = [${args.map(arg => JSON.stringify(arg)).join(', ')}]`,
    ...(tokenVariable ? [`env_vars = [${JSON.stringify(tokenVariable)}]`] : []),
    `startup_timeout_sec = ${codexStartSeconds}`,
    `tool_timeout_sec = ${codexCallSeconds}`,
    '',
  ].join('\n');
}

function toServers(launches: readonly Launch[], { refer, namesTransport }: McpServersStyle): object {
  const servers = launches.map(({ name, command, args, tokenVariable }) => [
    name,
    {
      ...(namesTransport && { type: 'stdio' }),
      command,
      args,
      ...(tokenVariable && { env: { [tokenVariable]: refer(tokenVariable) } }),
    },
  ]);
  return Object.fromEntries(servers);
}

/** Lists of words stay on one line, as a person writes them. */
function renderJson(value: object): string {
  const text = JSON.stringify(value, null, 2);
  // A line break is never inside a word, where JSON escapes it.
  const listOfWords = /\[\n\s+(".*"(?:,\n\s+".*")*)\n\s+\]/g;
  return `${text.replace(listOfWords, (_, words: string) => `[${words.replace(/,\n\s+/g, ', ')}]`)}\n`;
}
