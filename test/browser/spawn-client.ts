import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { inject, onTestFinished } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createStateDirectory, type Era } from '../kit/open-server.ts';

export interface SpawnOptions {
  readonly era: Era;
  /** What the person does with a page; without it the client can open none. */
  readonly openPage?: (url: string) => Promise<void>;
}

/** The built command as a process of its own, behind a real client; ended after the test. */
export async function spawnClient({ apiUrl, token }: Sandbox, { era, openPage }: SpawnOptions) {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [inject('mainScript')],
    env: { VPS_API_URL: apiUrl, VPS_API_TOKEN: token, VPS_STATE_DIR: createStateDirectory() },
  });
  const client = new Client(
    { name: 'test', version: '1' },
    {
      capabilities: openPage ? { elicitation: { url: {} } } : {},
      ...(era === 'modern' && { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
    },
  );
  if (openPage) {
    client.setRequestHandler('elicitation/create', async ({ params }) => {
      if (params.mode !== 'url') return { action: 'decline' };
      await openPage(params.url);
      return { action: 'accept' };
    });
  }
  await client.connect(transport);
  onTestFinished(() => client.close());
  await client.listTools();
  return async (name: string, args: Record<string, unknown>) => {
    const { structuredContent } = await client.callTool({ name, arguments: args });
    return structuredContent as Record<string, unknown>;
  };
}
