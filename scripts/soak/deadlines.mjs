import { requestTimeoutMs } from './server.mjs';

const rounds = 5;

/** How long a call takes when the provider stalls, in deadlines. */
export async function measureDeadlines(server, { sandbox, toFault }) {
  const found = {};
  for (const fault of ['hang', 'drip']) {
    const ratios = [];
    sandbox.setFault('order_list', toFault(fault, { delayMs: 50 }));
    for (let round = 0; round < rounds; round++) {
      const startedAt = performance.now();
      const { structuredContent } = await server.call('order_list', {});
      if (structuredContent.error?.code === 'timeout')
        ratios.push((performance.now() - startedAt) / requestTimeoutMs);
    }
    found[fault] = ratios;
  }
  sandbox.setFault('order_list', undefined);
  return found;
}
