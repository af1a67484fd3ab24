import type { ElicitResult } from '@modelcontextprotocol/client';
import { openServer, type ServerOptions } from '../kit/open-server.ts';

/** What a tool call of a modern client came back with: a question and the state sealed into it, or a result. */
export interface Round {
  readonly question?: string;
  readonly state?: string;
  readonly result?: Record<string, unknown>;
}

/** What such a client may bring with a call, true or made up. */
export interface Brought {
  readonly state?: string;
  readonly reply?: ElicitResult;
}

export const yes: ElicitResult = { action: 'accept', content: { confirm: true } };

/** A modern client that answers no question by itself, so that each round can be replayed, edited and made up. */
export async function openByHand(options: Omit<ServerOptions, 'era' | 'answer'>) {
  const server = await openServer({
    elicitation: { form: {} },
    ...options,
    era: 'modern',
    autoFulfill: false,
  });
  return async (name: string, args: object, { state, reply }: Brought = {}): Promise<Round> => {
    const params = {
      name,
      arguments: { ...args },
      ...(state !== undefined && { requestState: state }),
      ...(reply && { inputResponses: { answer: reply } }),
    };
    return toRound(
      await server.client.request({ method: 'tools/call', params }, { allowInputRequired: true }),
    );
  };
}

function toRound(answered: object): Round {
  const { requestState, inputRequests, structuredContent } = answered as {
    requestState?: string;
    inputRequests?: { answer: { params: { message: string } } };
    structuredContent?: Record<string, unknown>;
  };
  return { state: requestState, question: inputRequests?.answer.params.message, result: structuredContent };
}
