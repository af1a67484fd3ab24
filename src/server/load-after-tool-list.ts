import type { Transport } from '@modelcontextprotocol/server';

/** Long enough for the list to be on its way, short against what any model takes before its first call. */
const idleMs = 20;

/** Runs `load` once, in the idle moment after the tool list went out, so that neither the start nor the first call pays. */
export function loadAfterToolList(transport: Transport, load: () => void): void {
  const send = transport.send.bind(transport);
  transport.send = async (message, options) => {
    await send(message, options);
    if (!('result' in message) || !('tools' in message.result)) return;
    transport.send = send;
    setTimeout(load, idleMs).unref();
  };
}
