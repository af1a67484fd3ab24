import { VpsError } from '../../../src/errors/vps-error.ts';
import { createLists } from '../../../src/provider/lists.ts';
import type { ProviderClient } from '../../../src/provider/provider-client.ts';
import type { CallOptions, Json, ReadAction, Reply } from '../../../src/provider/reply.ts';

export interface ScriptedRead {
  readonly action: ReadAction;
  readonly parameters: Record<string, unknown>;
  readonly timeoutMs: number;
}

const cancelled = new VpsError('timeout', 'The call was cancelled.');

/** A provider without a network, for what depends on virtual time or on exact answers; a read may answer late. */
export function createScriptedProvider(
  answer: (read: ScriptedRead, options: CallOptions) => Reply | Promise<Reply>,
) {
  const reads: ScriptedRead[] = [];
  let underWay = 0;
  let mostUnderWay = 0;
  const read: ProviderClient['read'] = async (action, parameters, options) => {
    if (options.signal?.aborted) return { kind: 'failed', sent: false, error: cancelled };
    const asked = { action, parameters: { ...parameters }, timeoutMs: options.timeoutMs };
    reads.push(asked);
    underWay += 1;
    mostUnderWay = Math.max(mostUnderWay, underWay);
    try {
      return await answer(asked, options);
    } finally {
      underWay -= 1;
    }
  };
  const provider: ProviderClient = {
    apiUrl: new URL('http://127.0.0.1:9/api'),
    read,
    ...createLists(read),
    write: () => Promise.reject(new Error('nothing is written here')),
    close: () => Promise.resolve(),
  };
  return { provider, reads, mostUnderWay: () => mostUnderWay };
}

export function toAnswer(body: Json, httpStatus = 200): Reply {
  return { kind: 'answered', sent: true, httpStatus, body };
}
