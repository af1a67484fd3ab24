/** How a client starts this server. */
interface Launch {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** Absent for the sandbox, which takes no credential. */
  readonly tokenVariable?: string;
}

/** Writes the configuration of a client. */
type Render = (launches: readonly Launch[]) => string;

/** The sandbox first: it can be tried before anything is trusted with a token. */
export function createLaunches([command = '', ...args]: readonly string[]): readonly [Launch, Launch] {
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

const inBraces = (variable: string) => `\${${variable}}`;
const inEnvBraces = (variable: string) => `\${env:${variable}}`;

/** The `mcpServers` object that most clients read. */
function renderMcpServers(style: McpServersStyle): Render {
  return launches => renderJson({ mcpServers: toServers(launches, style) });
}

/** VS Code calls it `servers`, and asks for the token itself the first time, to keep it out of the file. */
const renderVscode: Render = launches => {
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
const renderOpencode: Render = launches => {
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
const renderCodex: Render = launches => {
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

/** A module for a program, with what its framework needs to keep the tools of the two servers apart. */
function renderModule(imports: string, use: string): Render {
  return launches => {
    const servers = renderJson(toServers(launches, { refer: inBraces, namesTransport: false }));
    const code = servers.trimEnd().replace(/"\$\{(\w+)\}"/g, "process.env.$1 ?? ''");
    return `${imports}\n\nconst servers = ${code};\n\n// Both have tools of the same names, which get the server's name in front here.\n${use}\n`;
  };
}

const renderLangchain = renderModule(
  "import { MultiServerMCPClient } from '@langchain/mcp-adapters';",
  'export const client = new MultiServerMCPClient({ mcpServers: servers, prefixToolNameWithServerName: true });',
);

/** Its default for starting is 5 s. */
const renderOpenaiAgents = renderModule(
  "import { MCPServerStdio } from '@openai/agents';",
  `export const mcpConfig = { includeServerInToolNames: true };

export const mcpServers = Object.entries(servers).map(
  ([name, server]) => new MCPServerStdio({ name, ...server, clientSessionTimeoutSeconds: 60 }),
);`,
);

const renderAiSdk = renderModule(
  `import { createMCPClient } from '@ai-sdk/mcp';
import { Experimental_StdioMCPTransport as StdioTransport } from '@ai-sdk/mcp/mcp-stdio';`,
  `export const clients = {};
export const tools = {};
for (const [name, server] of Object.entries(servers)) {
  clients[name] = await createMCPClient({ transport: new StdioTransport(server) });
  for (const [tool, definition] of Object.entries(await clients[name].tools()))
    tools[\`\${name}_\${tool}\`] = definition;
}`,
);

/** Lists of words stay on one line, as a person writes them. */
function renderJson(value: object): string {
  const text = JSON.stringify(value, null, 2);
  // A line break is never inside a word, where JSON escapes it.
  const listOfWords = /\[\n\s+(".*"(?:,\n\s+".*")*)\n\s+\]/g;
  return `${text.replace(listOfWords, (_, words: string) => `[${words.replace(/,\n\s+/g, ', ')}]`)}\n`;
}

interface ClientDefinition {
  readonly title: string;
  /** Where the client reads it, for all projects first. */
  readonly files: readonly string[];
  /** What has to be done beside pasting it. */
  readonly tokenAdvice: string;
  readonly render: Render;
  /** The client's own command that adds a server for all projects, where it has one. */
  readonly add?: (launch: Launch) => readonly string[];
}

const setBefore = 'Set VPS_API_TOKEN in the environment in which the client is started.';

const inProgram = {
  files: ['a module of your program, in JavaScript'],
  tokenAdvice: 'Set VPS_API_TOKEN in the environment in which the program is started.',
};

const toWords = ({ command, args }: Launch) => [command, ...args];

const rows = {
  'claude-code': {
    title: 'Claude Code',
    files: ['~/.claude.json', '.mcp.json in a project'],
    tokenAdvice: setBefore,
    render: renderMcpServers({ refer: inBraces, namesTransport: true }),
    add: launch => ['claude', 'mcp', 'add', '--scope', 'user', launch.name, '--', ...toWords(launch)],
  },
  'claude-desktop': {
    title: 'Claude Desktop',
    files: ['~/Library/Application Support/Claude/claude_desktop_config.json (macOS)'],
    tokenAdvice:
      'This client fills nothing in: put the token itself in the place of the braces, or install the desktop bundle, which keeps it in the keychain.',
    render: renderMcpServers({ refer: inBraces, namesTransport: false }),
  },
  cursor: {
    title: 'Cursor',
    files: ['~/.cursor/mcp.json', '.cursor/mcp.json in a project'],
    tokenAdvice: setBefore,
    render: renderMcpServers({ refer: inEnvBraces, namesTransport: true }),
  },
  vscode: {
    title: 'VS Code',
    files: ['mcp.json of the user profile ("MCP: Open User Configuration")', '.vscode/mcp.json in a project'],
    tokenAdvice: 'VS Code asks for the token when the server starts for the first time, and keeps it.',
    render: renderVscode,
    add: ({ name, command, args }) => ['code', '--add-mcp', JSON.stringify({ name, command, args })],
  },
  windsurf: {
    title: 'Windsurf (now Devin Desktop)',
    files: [
      '~/.config/devin/mcp_config.json',
      '~/.codeium/windsurf/mcp_config.json (Windsurf and its Cascade agent)',
    ],
    tokenAdvice: `${setBefore} Where a version does not fill it in, put the token itself in its place.`,
    render: renderMcpServers({ refer: inEnvBraces, namesTransport: false }),
  },
  gemini: {
    title: 'Gemini CLI',
    files: ['~/.gemini/settings.json', '.gemini/settings.json in a project'],
    tokenAdvice: setBefore,
    render: renderMcpServers({ refer: inBraces, namesTransport: false }),
    add: launch => ['gemini', 'mcp', 'add', '--scope', 'user', launch.name, ...toWords(launch)],
  },
  codex: {
    title: 'Codex',
    files: ['~/.codex/config.toml', '.codex/config.toml in a trusted project'],
    tokenAdvice: setBefore,
    render: renderCodex,
    add: launch => ['codex', 'mcp', 'add', launch.name, '--', ...toWords(launch)],
  },
  opencode: {
    title: 'opencode',
    files: ['~/.config/opencode/opencode.json', 'opencode.json in a project'],
    tokenAdvice: setBefore,
    render: renderOpencode,
  },
  langchain: { title: 'LangChain', ...inProgram, render: renderLangchain },
  'openai-agents': { title: 'OpenAI Agents SDK', ...inProgram, render: renderOpenaiAgents },
  'ai-sdk': { title: 'AI SDK', ...inProgram, render: renderAiSdk },
} satisfies Record<string, ClientDefinition>;

export type ClientName = keyof typeof rows;

/** Every client with a configuration of its own, by the name that `config` takes. */
export const clientTable: Readonly<Record<ClientName, ClientDefinition>> = rows;

export function isClientName(name: string): name is ClientName {
  return Object.hasOwn(clientTable, name);
}
