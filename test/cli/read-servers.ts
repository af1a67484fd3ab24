import { parse as parseToml } from 'smol-toml';
import * as z from 'zod';

/** A server as the client starts it. */
export interface ConfiguredServer {
  readonly name: string;
  readonly command: string;
  readonly args: string[];
  readonly env: Readonly<Record<string, string>>;
  /** Variables that the client hands on from its own environment. */
  readonly forwarded: readonly string[];
}

const env = z.record(z.string(), z.string()).default({});

const stdioServer = z.strictObject({
  type: z.literal('stdio').optional(),
  command: z.string(),
  args: z.array(z.string()),
  env,
});

const inputs = z.array(
  z.strictObject({
    type: z.literal('promptString'),
    id: z.string().regex(/^\w+$/),
    description: z.string(),
    password: z.literal(true),
  }),
);

const codexServer = z.strictObject({
  command: z.string(),
  args: z.array(z.string()),
  env_vars: z.array(z.string()).default([]),
  startup_timeout_sec: z.number(),
  tool_timeout_sec: z.number(),
});

const opencodeServer = z.strictObject({
  type: z.literal('local'),
  command: z.tuple([z.string()], z.string()),
  enabled: z.literal(true),
  timeout: z.number(),
  environment: env,
});

const mcpServersFile = z.strictObject({ mcpServers: z.record(z.string(), stdioServer) });

const readers: Record<string, (text: string) => ConfiguredServer[]> = {
  vscode: text => {
    const file = z
      .strictObject({ inputs, servers: z.record(z.string(), stdioServer.required({ type: true })) })
      .parse(JSON.parse(text));
    return toServers(file.servers);
  },
  codex: text => {
    const file = z.strictObject({ mcp_servers: z.record(z.string(), codexServer) }).parse(parseToml(text));
    return Object.entries(file.mcp_servers).map(([name, { command, args, env_vars: forwarded }]) => ({
      name,
      command,
      args,
      env: {},
      forwarded,
    }));
  },
  langchain: readModule,
  'openai-agents': readModule,
  'ai-sdk': readModule,
  opencode: text => {
    const file = z
      .strictObject({
        $schema: z.literal('https://opencode.ai/config.json'),
        mcp: z.record(z.string(), opencodeServer),
      })
      .parse(JSON.parse(text));
    return Object.entries(file.mcp).map(([name, server]) => {
      const [command, ...args] = server.command;
      return { name, command, args, env: server.environment, forwarded: [] };
    });
  },
};

/** Of a program's module the servers alone; what it does with them is tried with the frameworks themselves. */
function readModule(text: string): ConfiguredServer[] {
  const [, servers = ''] = /^const servers = ([\s\S]+?^\});$/m.exec(text) ?? [];
  const json = servers.replace(/process\.env\.(\w+) \?\? ''/g, `"\${$1}"`);
  return toServers(z.record(z.string(), stdioServer).parse(JSON.parse(json)));
}

/** The servers of a configuration, read by the rules of its client; a key that the client does not know fails. */
export function readServers(client: string, text: string): ConfiguredServer[] {
  const read = readers[client] ?? (json => toServers(mcpServersFile.parse(JSON.parse(json)).mcpServers));
  return read(text);
}

function toServers(servers: Record<string, z.output<typeof stdioServer>>): ConfiguredServer[] {
  return Object.entries(servers).map(([name, { command, args, env: given }]) => ({
    name,
    command,
    args,
    env: given,
    forwarded: [],
  }));
}
