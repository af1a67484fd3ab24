import {
  type InitializeRequest,
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
} from '@modelcontextprotocol/server';
import * as z from 'zod';
import { isObject } from '../request/coerce-arguments.ts';

const hasNothing = (value: unknown) => isObject(value) && Object.keys(value).length === 0;

/** What is read of a client; a bare `elicitation: {}` is the form mode of clients from before there were two modes. */
const clientSchema = z.looseObject({
  protocolVersion: z.string(),
  clientInfo: z.looseObject({ name: z.string(), version: z.string() }),
  capabilities: z.looseObject({
    elicitation: z
      .preprocess(value => (hasNothing(value) ? { form: {} } : value), z.looseObject({}))
      .optional(),
  }),
});

/**
 * Answers what every older client begins with, and checks it here. The first message that the SDK checks has it build the
 * schemas of all kinds of messages, which takes a sixth of a start; so this waits for the first call.
 */
export function answerHandshake({ server }: McpServer, tools: readonly object[]): void {
  server.removeRequestHandler('initialize');
  server.removeRequestHandler('tools/list');
  server.removeNotificationHandler('notifications/initialized');
  // Without a pause, as the SDK does, so that what the client can do is known to a call that did not wait for the answer.
  server.fallbackRequestHandler = ({ method, params }) => {
    if (method === 'tools/list') return Promise.resolve({ tools });
    if (method !== 'initialize')
      throw new ProtocolError(ProtocolErrorCode.MethodNotFound, 'Method not found');
    const { data, error } = clientSchema.safeParse(params);
    if (error) throw new ProtocolError(ProtocolErrorCode.InvalidParams, z.prettifyError(error));
    // biome-ignore lint/complexity/useLiteralKeys: a private method, and tsc would notice if it went or changed.
    return server['_oninitialize']({ method, params: data as InitializeRequest['params'] });
  };
}
