import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpServer,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Asking, Box, ClientSide } from '../consent/asking.ts';

const questionKey = 'answer';

/** What the client can ask a person, and what it brought back, in either protocol era. */
export async function readClientSide(
  context: ServerContext,
  of: { server: McpServer; era: 'legacy' | 'modern'; codec: RequestStateCodec },
): Promise<ClientSide> {
  const elicitation = readCapabilities(context, of)?.elicitation;
  // A bare `elicitation: {}` is the form mode of clients from before there were two modes.
  const canAsk = elicitation !== undefined && ('form' in elicitation || !('url' in elicitation));
  const canOpenPage = elicitation !== undefined && 'url' in elicitation && elicitation.url !== undefined;
  const reply = inputResponse(context.mcpReq.inputResponses, questionKey);
  const state = await openState(context, of.codec);
  return { canAsk, canOpenPage, state, ...(reply.kind === 'elicit' && { reply }) };
}

function readCapabilities(
  context: ServerContext,
  { server, era }: { server: McpServer; era: 'legacy' | 'modern' },
): ClientCapabilities | undefined {
  if (era === 'legacy') return server.server.getClientCapabilities();
  const envelope: Record<string, unknown> = context.mcpReq.envelope ?? {};
  // The SDK has checked the envelope of a modern request against its schema.
  return envelope[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
}

async function openState(context: ServerContext, codec: RequestStateCodec): Promise<unknown> {
  const sealed = context.mcpReq.requestState();
  if (typeof sealed !== 'string') return undefined;
  return await codec.verify(sealed, context).catch(() => undefined);
}

/** A question as the SDK sends it: an elicitation for old clients, a round trip for new ones. */
export async function toInputRequired(
  asking: Asking,
  codec: RequestStateCodec,
): Promise<InputRequiredResult> {
  const requestState = await codec.mint(asking.state);
  const question =
    asking.ask === 'page'
      ? inputRequired.elicitUrl({ message: asking.message, url: asking.url })
      : inputRequired.elicit({
          message: asking.message,
          requestedSchema: {
            type: 'object',
            properties: Object.fromEntries(asking.boxes.map(toProperty)),
            required: asking.boxes.map(({ name }) => name),
          },
        });
  return inputRequired({ inputRequests: { [questionKey]: question }, requestState });
}

function toProperty({ name, title, description }: Box) {
  return [name, { type: 'boolean' as const, title, description, default: false }] as const;
}
