import { chooseStart } from '../settings/typed-command.ts';

/** How a client starts this server. */
interface Launch {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Absent for the sandbox, which takes no credential. */
  readonly tokenVariable?: string;
}

/** Writes the configuration of a client. */
export type Render = (launches: readonly Launch[]) => string;

/** The sandbox first: it can be tried before anything is trusted with a token. */
export function createLaunches(scriptPath: string): readonly Launch[] {
  const { command, args } = chooseStart(scriptPath);
  return [
    { name: 'vps-order-sandbox', command, args: [...args, '--sandbox'] },
    { name: 'vps-order', command, args, tokenVariable: 'VPS_API_TOKEN' },
  ];
}

interface McpServersStyle {
  /** How this client is asked for the value of an environment variable. */
  readonly refer: (variable: string) => string;
  /** Some clients want the transport named, one refuses a key that it does not know. */
  readonly namesTransport: boolean;
}

export const inBraces = (variable: string) => `\${${variable}}`;
export const inEnvBraces = (variable: string) => `\${env:${variable}}`;

/** The `mcpServers` object that most clients read. */
export function renderMcpServers(style: McpServersStyle): Render {
  return launches => renderJson({ mcpServers: toServers(launches, style) });
}

/** VS Code calls it `servers`, and asks for the token itself the first time, to keep it out of the file. */
export const renderVscode: Render = launches => {
  const id = 'vps_api_token';
  const input = { type: 'promptString', id, description: 'API token of the VPS account', password: true };
  const servers = toServers(launches, { refer: () => `\${input:${id}}`, namesTransport: true });
  return renderJson({ inputs: [input], servers });
};

function toServers(launches: readonly Launch[], { refer, namesTransport }: McpServersStyle): object {
  const servers = launches.map(({ name, command, args, tokenVariable }) => {
    const env = tokenVariable && { env: { [tokenVariable]: refer(tokenVariable) } };
    return [name, { ...(namesTransport && { type: 'stdio' }), command, args, ...env }];
  });
  return Object.fromEntries(servers);
}

/** opencode keeps command and arguments in one list; its version 2 reads this form too. */
export const renderOpencode: Render = launches => {
  const servers = launches.map(({ name, command, args, tokenVariable }) => [
    name,
    {
      type: 'local',
      command: [command, ...args],
      enabled: true,
      // Its default for starting is 5 s, which the first download through npx can exceed.
      timeout: 60_000,
      ...(tokenVariable && { environment: { [tokenVariable]: `{env:${tokenVariable}}` } }),
    },
  ]);
  return renderJson({ $schema: 'https://opencode.ai/config.json', mcp: Object.fromEntries(servers) });
};

/**
 * Codex hands a variable on by name; its value never stands in the file. Its defaults are 10 s for starting, which the first
 * download through npx can exceed, and 60 s for a call, which a person who is asked before an order can exceed.
 */
export const renderCodex: Render = launches => {
  const tables = launches.map(({ name, command, args, tokenVariable }) => [
    `[mcp_servers.${name}]`,
    `command = ${JSON.stringify(command)}`,
    `args = [${args.map(arg => JSON.stringify(arg)).join(', ')}]`,
    ...(tokenVariable ? [`env_vars = [${JSON.stringify(tokenVariable)}]`] : []),
    'startup_timeout_sec = 60',
    'tool_timeout_sec = 600',
    '',
  ]);
  return tables.map(lines => lines.join('\n')).join('\n');
};

/** Lists of words stay on one line, as a person writes them. */
function renderJson(value: object): string {
  const text = JSON.stringify(value, null, 2);
  // A line break is never inside a word, where JSON escapes it.
  const listOfWords = /\[\n\s+(".*"(?:,\n\s+".*")*)\n\s+\]/g;
  return `${text.replace(listOfWords, (_, words: string) => `[${words.replace(/,\n\s+/g, ', ')}]`)}\n`;
}
