import {
  inBraces,
  inEnvBraces,
  type Render,
  renderCodex,
  renderMcpServers,
  renderOpencode,
  renderVscode,
} from './render-config.ts';

interface ClientDefinition {
  readonly title: string;
  /** Where the client reads it, for all projects first. */
  readonly files: readonly string[];
  /** What has to be done beside pasting it. */
  readonly tokenAdvice: string;
  readonly render: Render;
}

const setBefore = 'Set VPS_API_TOKEN in the environment in which the client is started.';

/** Every client with a configuration of its own, by the name that `config` takes. */
export const clientTable = {
  'claude-code': {
    title: 'Claude Code',
    files: ['~/.claude.json', '.mcp.json in a project'],
    tokenAdvice: setBefore,
    render: renderMcpServers({ refer: inBraces, namesTransport: true }),
  },
  'claude-desktop': {
    title: 'Claude Desktop',
    files: [
      '~/Library/Application Support/Claude/claude_desktop_config.json (macOS)',
      '%APPDATA%\\Claude\\claude_desktop_config.json (Windows)',
    ],
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
  },
  windsurf: {
    title: 'Windsurf (now Devin Desktop)',
    files: [
      '~/.config/devin/mcp_config.json',
      '%APPDATA%\\devin\\mcp_config.json (Windows)',
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
  },
  codex: {
    title: 'Codex',
    files: ['~/.codex/config.toml', '.codex/config.toml in a trusted project'],
    tokenAdvice: setBefore,
    render: renderCodex,
  },
  opencode: {
    title: 'opencode',
    files: ['~/.config/opencode/opencode.json', 'opencode.json in a project'],
    tokenAdvice: setBefore,
    render: renderOpencode,
  },
} as const satisfies Record<string, ClientDefinition>;

export type ClientName = keyof typeof clientTable;

export function isClientName(name: string): name is ClientName {
  return Object.hasOwn(clientTable, name);
}
