import { openProvider } from './list-provider.mjs';
import { interleave, median, medianRatio } from './statistics.mjs';
import { openServer } from './stdio-client.mjs';

/** What a model takes at the very least before its first call. */
const thinkingMs = 300;

/**
 * Spawn to tool list, and processor time and memory at that moment, by variant: milliseconds and MB, and ratios to the first
 * variant. What else the machine does hardly shows in processor time.
 */
export async function measureStart(variants, rounds) {
  const results = await interleave({
    variants,
    rounds,
    async measure({ command }) {
      const server = openServer(command);
      const { atMs } = await server.listTools();
      const used = { processorMs: server.processorMs(), mb: server.residentMb() };
      await server.close();
      return { ms: atMs, ...used };
    },
  });
  const [floor] = Object.values(results);
  return mapValues(results, runs => {
    const pick = (from, figure) => from.map(run => run[figure]);
    const compare = figure => ({
      median: median(pick(runs, figure)),
      ratio: medianRatio(pick(runs, figure), pick(floor, figure)),
    });
    return { time: compare('ms'), processor: compare('processorMs'), memory: compare('mb') };
  });
}

/** The first call that asks the provider, by variant: the ratio of its time to that of the first variant. */
export async function measureFirstCall(variants, rounds) {
  const provider = await openProvider(10);
  const results = await interleave({
    variants,
    rounds,
    async measure({ command }) {
      const server = openServer(command, provider.env);
      await server.listTools();
      await new Promise(resolve => setTimeout(resolve, thinkingMs));
      const { ms } = await server.callTool('order_list');
      await server.close();
      return ms;
    },
  });
  provider.close();
  const [base] = Object.values(results);
  return mapValues(results, runs => ({ ratio: medianRatio(runs, base) }));
}

function mapValues(object, map) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}
