import { getEventListeners, setMaxListeners } from 'node:events';
import { expect, it } from 'vitest';
import { createCallSignal } from '../../src/server/mcp-server.ts';

it.each(['cancelled', 'stopping'] as const)('a call ends when it is %s, before or while it runs', name => {
  const signals = { cancelled: new AbortController(), stopping: new AbortController() };
  const running = createCallSignal(signals.cancelled.signal, signals.stopping.signal).signal;
  expect(running.aborted).toBe(false);
  signals[name].abort();
  expect(running.aborted).toBe(true);
  expect(createCallSignal(signals.cancelled.signal, signals.stopping.signal).signal.aborted).toBe(true);
});

it('a call that is over leaves nothing behind at the signal of the process', () => {
  const stopping = new AbortController().signal;
  setMaxListeners(0, stopping);
  const calls = Array.from({ length: 100 }, () => createCallSignal(new AbortController().signal, stopping));
  expect(getEventListeners(stopping, 'abort')).toHaveLength(100);
  for (const { release } of calls) release();
  expect(getEventListeners(stopping, 'abort')).toHaveLength(0);
});
