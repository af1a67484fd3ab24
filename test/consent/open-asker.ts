import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { onTestFinished } from 'vitest';
import { type Elicitation, openServer, type ServerOptions, serveInProcess } from '../kit/open-server.ts';

/** Both protocol eras, the older one with the SDK line that most hosts still use. */
export const clientKinds = ['v1', 'v2 modern'] as const;
export type ClientKind = (typeof clientKinds)[number];

interface Answer {
  readonly result: Record<string, unknown>;
  readonly isError: boolean;
}

interface CallOptions {
  /** How long the client waits, in milliseconds. */
  readonly timeout?: number;
  /** Until when it waits. */
  readonly signal?: AbortSignal;
  /** What it brings beside name and arguments. */
  readonly bringing?: object;
}

export interface Asker {
  readonly call: (name: string, args: object, options?: CallOptions) => Promise<Answer>;
  /** Every question that the client was asked. */
  readonly questions: Elicitation[];
}

/** A client of that kind before a server in this process; without `answer` it can't ask anybody. */
export async function openAsker(kind: ClientKind, options: Omit<ServerOptions, 'era'>): Promise<Asker> {
  if (kind === 'v1') return await openOldAsker(options);
  const { client, questions } = await openServer({
    ...options,
    era: 'modern',
  });
  return {
    questions,
    call: async (name, args, { bringing, ...waiting } = {}) =>
      toAnswer(await client.callTool({ name, arguments: { ...args }, ...bringing }, waiting)),
  };
}

async function openOldAsker(options: Omit<ServerOptions, 'era'>): Promise<Asker> {
  const { answer, elicitation = {} } = options;
  const server = serveInProcess(options);
  const questions: Elicitation[] = [];
  const client = new OldClient(
    { name: 'test', version: '1' },
    { capabilities: answer ? { elicitation } : {} },
  );
  if (answer) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }) => {
      questions.push(params);
      return await answer(params);
    });
  }
  await client.connect(server.transport);
  await client.listTools();
  onTestFinished(async () => {
    await client.close();
    await server.close();
  });
  return {
    questions,
    call: async (name, args, { bringing, ...waiting } = {}) => {
      const params = { name, arguments: { ...args }, ...bringing };
      return toAnswer(await client.callTool(params, undefined, waiting));
    },
  };
}

function toAnswer(result: object): Answer {
  const { structuredContent, isError } = result as { structuredContent?: unknown; isError?: unknown };
  return { result: structuredContent as Record<string, unknown>, isError: isError === true };
}
