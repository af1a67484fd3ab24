import { openProvider } from './list-provider.mjs';
import { interleave, median, medianRatio } from './statistics.mjs';
import { openServer } from './stdio-client.mjs';

/** What a model takes at the very least before its first call. */
const thinkingMs = 300;

/** Spawn to tool list, and memory at that moment, by variant: milliseconds and MB, and ratios to the first variant. */
export async function measureStart(variants, rounds) {
  const results = await interleave({
    variants,
    rounds,
    async measure({ command }) {
      const server = openServer(command);
      const { atMs } = await server.listTools();
      const residentMb = server.residentMb();
      await server.close();
      return { ms: atMs, mb: residentMb };
    },
  });
  const [floor] = Object.values(results);
  return mapValues(results, runs => ({
    ms: median(runs.map(({ ms }) => ms)),
    mb: median(runs.map(({ mb }) => mb)),
    timeRatio: medianRatio(
      runs.map(({ ms }) => ms),
      floor.map(({ ms }) => ms),
    ),
    memoryRatio: medianRatio(
      runs.map(({ mb }) => mb),
      floor.map(({ mb }) => mb),
    ),
  }));
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
