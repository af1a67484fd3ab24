import { VpsError } from '../errors/vps-error.ts';
import { renderTypedCommand } from '../settings/shell-command.ts';
import type { CommandCall } from './commands.ts';

interface Client {
  /** As `config` takes it. */
  readonly name: string;
  readonly title: string;
  /** Where the client reads its configuration, for all projects first. */
  readonly files: readonly string[];
  /** What has to be done beside pasting it. */
  readonly tokenAdvice: string;
  readonly render: Render;
  /** The client's own command that adds the sandbox for all projects; how the sandbox is started follows. */
  readonly add?: string;
}

/** Writes a configuration, by how the command is started. */
type Render = (start: readonly string[]) => string;

/**
 * Prints the configuration with which a client starts this server. Where it belongs is said beside it, so that the
 * configuration alone can be redirected into a file.
 * @throws VpsError `configuration` for a client that is not known.
 */
export function runConfig(call: CommandCall): number {
  const client = clients.find(({ name }) => name === call.operand);
  if (!client) {
    const names = clients.map(({ name }) => name).join(', ');
    throw new VpsError('configuration', `config takes the name of a client: ${names}.`);
  }
  const { title, files, tokenAdvice, render, add } = client;
  const start = call.findStart();
  call.write(render(start));
  const sandbox = renderTypedCommand(start, '--sandbox');
  const notes = [
    `${title} reads this from:`,
    ...files.map(file => `  ${file}`),
    tokenAdvice,
    ...(add ? [`In one line, for the sandbox alone: ${add} ${sandbox}`] : []),
    ...(start[0] === 'npx' ? [] : [`It starts ${start.at(-1)}, which has to stay there.`]),
  ];
  call.writeError(`${notes.join('\n')}\n`);
  return 0;
}

/** What a client has to know of one of the two servers. */
interface Server {
  readonly command: string;
  readonly args: readonly string[];
  /** Absent for the sandbox, which takes no credential. */
  readonly env?: { readonly VPS_API_TOKEN: string };
}

/** The sandbox first: it can be tried before anything is trusted with a token, in whose place `token` stands. */
function toServers<Entry>(
  [command = '', ...args]: readonly string[],
  token: string,
  toEntry: (server: Server) => Entry,
): Record<string, Entry> {
  return {
    'vps-order-sandbox': toEntry({ command, args: [...args, '--sandbox'] }),
    'vps-order': toEntry({ command, args, env: { VPS_API_TOKEN: token } }),
  };
}

/** How a client is asked for the value of an environment variable. */
const inBraces = `\${VPS_API_TOKEN}`;
const inEnvBraces = `\${env:VPS_API_TOKEN}`;

/** Some clients want the transport named, one refuses a key that it does not know. */
const named = (server: Server) => ({ type: 'stdio', ...server });
const plain = (server: Server) => server;

/** The `mcpServers` object that most clients read. */
function renderMcpServers(token: string, toEntry: (server: Server) => object): Render {
  return start => renderJson({ mcpServers: toServers(start, token, toEntry) });
}

/** VS Code calls it `servers`, and asks for the token itself the first time, to keep it out of the file. */
const renderVscode: Render = start => {
  const id = 'vps_api_token';
  const input = { type: 'promptString', id, description: 'API token of the VPS account', password: true };
  return renderJson({ inputs: [input], servers: toServers(start, `\${input:${id}}`, named) });
};

/** opencode keeps command and arguments in one list; its version 2 reads this form too. */
const renderOpencode: Render = start => {
  const mcp = toServers(start, '{env:VPS_API_TOKEN}', ({ command, args, env: environment }) => ({
    type: 'local',
    command: [command, ...args],
    enabled: true,
    // Its default for starting is 5 s, which the first download through npx can exceed.
    timeout: 60_000,
    environment,
  }));
  return renderJson({ $schema: 'https://opencode.ai/config.json', mcp });
};

/**
 * Codex hands a variable on by name; its value never stands in the file. Its defaults are 10 s for starting, which the first
 * download through npx can exceed, and 60 s for a call, which a person who is asked before an order can exceed.
 */
const renderCodex: Render = start => {
  const tables = toServers(start, '', ({ command, args, env }) => [
    `command = ${JSON.stringify(command)}`,
    `args = ${JSON.stringify(args)}`,
    ...(env ? [`env_vars = ${JSON.stringify(Object.keys(env))}`] : []),
    'startup_timeout_sec = 60',
    'tool_timeout_sec = 600',
  ]);
  return Object.entries(tables)
    .map(([name, lines]) => `[mcp_servers.${name}]\n${lines.join('\n')}\n`)
    .join('\n');
};

function renderJson(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A module for a program, with what its framework needs to keep the tools of the two servers apart. */
function renderModule(imports: string, use: string): Render {
  return start => {
    const servers = renderJson(toServers(start, inBraces, plain)).trimEnd();
    const code = servers.replace(`"${inBraces}"`, "process.env.VPS_API_TOKEN ?? ''");
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

const setBefore = 'Set VPS_API_TOKEN in the environment in which the client is started.';

const inProgram = {
  files: ['a module of your program, in JavaScript'],
  tokenAdvice: 'Set VPS_API_TOKEN in the environment in which the program is started.',
};

/** Every client with a configuration of its own. */
export const clients: readonly Client[] = [
  {
    name: 'claude-code',
    title: 'Claude Code',
    files: ['~/.claude.json', '.mcp.json in a project'],
    tokenAdvice: setBefore,
    render: renderMcpServers(inBraces, named),
    add: 'claude mcp add --scope user vps-order-sandbox --',
  },
  {
    name: 'claude-desktop',
    title: 'Claude Desktop',
    files: ['~/Library/Application Support/Claude/claude_desktop_config.json (macOS)'],
    tokenAdvice:
      'This client fills nothing in: put the token itself in the place of the braces, or install the desktop bundle, which keeps it in the keychain.',
    render: renderMcpServers(inBraces, plain),
  },
  {
    name: 'cursor',
    title: 'Cursor',
    files: ['~/.cursor/mcp.json', '.cursor/mcp.json in a project'],
    tokenAdvice: setBefore,
    render: renderMcpServers(inEnvBraces, named),
  },
  {
    name: 'vscode',
    title: 'VS Code',
    files: ['mcp.json of the user profile ("MCP: Open User Configuration")', '.vscode/mcp.json in a project'],
    tokenAdvice: 'VS Code asks for the token when the server starts for the first time, and keeps it.',
    render: renderVscode,
  },
  {
    name: 'windsurf',
    title: 'Windsurf (now Devin Desktop)',
    files: [
      '~/.config/devin/mcp_config.json',
      '~/.codeium/windsurf/mcp_config.json (Windsurf and its Cascade agent)',
    ],
    tokenAdvice: `${setBefore} Where a version does not fill it in, put the token itself in its place.`,
    render: renderMcpServers(inEnvBraces, plain),
  },
  {
    name: 'gemini',
    title: 'Gemini CLI',
    files: ['~/.gemini/settings.json', '.gemini/settings.json in a project'],
    tokenAdvice: setBefore,
    render: renderMcpServers(inBraces, plain),
    add: 'gemini mcp add --scope user vps-order-sandbox',
  },
  {
    name: 'codex',
    title: 'Codex',
    files: ['~/.codex/config.toml', '.codex/config.toml in a trusted project'],
    tokenAdvice: setBefore,
    render: renderCodex,
    add: 'codex mcp add vps-order-sandbox --',
  },
  {
    name: 'opencode',
    title: 'opencode',
    files: ['~/.config/opencode/opencode.json', 'opencode.json in a project'],
    tokenAdvice: setBefore,
    render: renderOpencode,
  },
  { name: 'langchain', title: 'LangChain', ...inProgram, render: renderLangchain },
  { name: 'openai-agents', title: 'OpenAI Agents SDK', ...inProgram, render: renderOpenaiAgents },
  { name: 'ai-sdk', title: 'AI SDK', ...inProgram, render: renderAiSdk },
];
