import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  createRequestStateCodec,
  type InputRequiredResult,
  inputRequired,
  inputResponse,
  type McpRequestContext,
  type McpServer,
  ProtocolError,
  type RequestStateCodec,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Asking, ClientSide } from '../consent/obtain-consent.ts';

/** How long a person's answer may take to come back with the question that it answers. */
const answerValidSeconds = 15 * 60;

const questionKeys = { form: 'answer', page: 'page' } as const;

export interface Connection {
  readonly server: McpServer;
  readonly era: McpRequestContext['era'];
  readonly codec: () => RequestStateCodec;
  /**
   * Whether nobody has answered the question about a page. A client that lost it, to a timeout or a fault of its own,
   * would lose the next one too: it gets the page's address in the result from then on.
   */
  hasOpenPage: boolean;
}

/** What the client can ask a person, and what it brought back, in either protocol era. */
export async function readClientSide(context: ServerContext, connection: Connection): Promise<ClientSide> {
  const elicitation = readCapabilities(context, connection)?.elicitation;
  // A bare `elicitation: {}` is the form mode of clients from before there were two modes.
  const canAsk = elicitation !== undefined && ('form' in elicitation || !('url' in elicitation));
  const page = inputResponse(context.mcpReq.inputResponses, questionKeys.page);
  if (page.kind === 'elicit' && !wasRefused(page)) connection.hasOpenPage = false;
  const canOpenPage = elicitation?.url !== undefined && !connection.hasOpenPage;
  const form = inputResponse(context.mcpReq.inputResponses, questionKeys.form);
  const reply = page.kind === 'elicit' ? page : form;
  const state = await openState(context, connection.codec);
  if (reply.kind !== 'elicit') return { canAsk, canOpenPage, state };
  return { canAsk, canOpenPage, state, reply: { ...reply, ...(wasRefused(reply) && { isRefused: true }) } };
}

/** What stands in the content of an answer that was an error. */
const refusedMark = 'refused';

/**
 * Some clients announce that they can ask a person, and answer the question with an error; the SDK would end the call with
 * that error's text. Here it becomes a question that was closed, with a mark, so that the tool can answer in its own shape.
 */
export function receiveRefusals({ server }: McpServer): void {
  const ask = server.request.bind(server);
  const request = (...question: Parameters<typeof ask>) =>
    ask(...question).catch((error: unknown) => {
      if (error instanceof ProtocolError) return { action: 'cancel', content: { [refusedMark]: true } };
      throw error;
    });
  Object.assign(server, { request });
}

function wasRefused({ content }: { content?: Readonly<Record<string, unknown>> }): boolean {
  return content?.[refusedMark] === true;
}

function readCapabilities(
  context: ServerContext,
  { server, era }: Connection,
): ClientCapabilities | undefined {
  if (era === 'legacy') return server.server.getClientCapabilities();
  const envelope: Record<string, unknown> = context.mcpReq.envelope ?? {};
  // The SDK has checked the envelope of a modern request against its schema.
  return envelope[CLIENT_CAPABILITIES_META_KEY] as ClientCapabilities | undefined;
}

async function openState(context: ServerContext, codec: () => RequestStateCodec): Promise<unknown> {
  const sealed = context.mcpReq.requestState();
  if (typeof sealed !== 'string') return undefined;
  return await codec()
    .verify(sealed, context)
    .catch(() => undefined);
}

/** A question as the SDK sends it: an elicitation for old clients, a round trip for new ones. */
export async function toInputRequired(asking: Asking, connection: Connection): Promise<InputRequiredResult> {
  if (asking.ask === 'page') connection.hasOpenPage = true;
  const requestState = await connection.codec().mint(asking.state);
  const question =
    asking.ask === 'page'
      ? inputRequired.elicitUrl({ message: asking.message, url: asking.url })
      : inputRequired.elicit({
          message: asking.message,
          requestedSchema: {
            type: 'object',
            properties: Object.fromEntries(
              asking.boxes.map(({ name, ...shown }) => [name, { type: 'boolean', ...shown, default: false }]),
            ),
            required: asking.boxes.map(({ name }) => name),
          },
        });
  return inputRequired({ inputRequests: { [questionKeys[asking.ask]]: question }, requestState });
}

/**
 * Seals what a question was about, with a key that lives as long as the process. Made by the first question: loading
 * Node's cryptography takes a tenth of the start-up time, and most processes never ask.
 */
export function createQuestionState(): () => RequestStateCodec {
  let codec: RequestStateCodec | undefined;
  return () => {
    codec ??= createRequestStateCodec({
      key: crypto.getRandomValues(new Uint8Array(32)),
      ttlSeconds: answerValidSeconds,
    });
    return codec;
  };
}
