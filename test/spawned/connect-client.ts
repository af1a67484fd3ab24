import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioClientTransportV1 } from '@modelcontextprotocol/sdk/client/stdio.js';
import { onTestFinished } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';

export const clientKinds = ['v1', 'v2 in the 2025 era', 'v2 in the 2026 era'] as const;

export interface Launch {
  readonly command: string;
  readonly args: string[];
  readonly env?: Record<string, string>;
  readonly cwd?: string;
}

export interface ConnectedClient {
  readonly listTools: () => Promise<string[]>;
  readonly call: (name: string, args?: object) => Promise<Record<string, unknown>>;
  readonly stderr: () => string;
  readonly close: () => Promise<void>;
}

const info = { name: 'test', version: '1' };

/** A real client that starts the server itself, and has listed the tools, so that it checks every result. */
export async function connectClient(
  kind: (typeof clientKinds)[number],
  launch: Launch,
): Promise<ConnectedClient> {
  const options = {
    ...launch,
    env: { HOME: createStateDirectory(), ...launch.env },
    stderr: 'pipe' as const,
  };
  const { client, transport } = kind === 'v1' ? await connectV1(options) : await connectV2(kind, options);
  onTestFinished(() => client.close());
  let stderr = '';
  transport.stderr?.on('data', chunk => {
    stderr += chunk;
  });
  await client.listTools();
  return {
    listTools: async () => (await client.listTools()).tools.map(({ name }) => name),
    call: async (name, args = {}) => {
      const { structuredContent } = await client.callTool({ name, arguments: { ...args } });
      return { ...(structuredContent as object) };
    },
    stderr: () => stderr,
    close: () => client.close(),
  };
}

type TransportOptions = Launch & { stderr: 'pipe' };

async function connectV1(options: TransportOptions) {
  const transport = new StdioClientTransportV1(options);
  const client = new ClientV1(info);
  await client.connect(transport);
  return { client, transport };
}

async function connectV2(kind: (typeof clientKinds)[number], options: TransportOptions) {
  const transport = new StdioClientTransport(options);
  const client = new Client(info, {
    ...(kind === 'v2 in the 2026 era' && { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
  });
  await client.connect(transport);
  return { client, transport };
}
