import type { Transport } from '@modelcontextprotocol/server';

type Message = Parameters<NonNullable<Transport['onmessage']>>[0];

/** What stands in the content of an answer that was an error. */
export const refusedMark = 'refused';

/**
 * Some clients announce that they can ask a person, and answer the question with an error; the SDK would end the call with
 * that error's text. Here it arrives as a question that was closed, with a mark, so that the tool can answer in its own shape.
 */
export function receiveRefusals(transport: Transport): void {
  const asked = new Set<string | number>();
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    if ('method' in message && message.method === 'elicitation/create' && 'id' in message)
      asked.add(message.id);
    return send(message, options);
  };
  const toAnswer = (message: Message): Message => {
    if ('method' in message || message.id === undefined || !asked.delete(message.id)) return message;
    if (!('error' in message)) return message;
    const result = { action: 'cancel', content: { [refusedMark]: true } };
    return { jsonrpc: '2.0', id: message.id, result };
  };
  let receive = transport.onmessage;
  Object.defineProperty(transport, 'onmessage', {
    get: () =>
      receive && (((message, extra) => receive?.(toAnswer(message), extra)) satisfies Transport['onmessage']),
    set: handler => {
      receive = handler;
    },
  });
}
