import { getEventListeners } from 'node:events';
import { expect, it } from 'vitest';
import type { Settings } from '../../src/settings/load-settings.ts';
import { runJournalCommand } from '../cli/command-call.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

async function readTraces(settings: Settings): Promise<unknown[]> {
  const { stdout } = await runJournalCommand(settings, ['--json']);
  const records = JSON.parse(stdout) as { traceparent?: string }[];
  return records.map(record => record.traceparent);
}

it.each(eras)('the trace of a %s call stands in its log line and in its record', async era => {
  const settings = createSettings(await openSandbox(), { logLevel: 'info' });
  const { client, log } = await openServer({ era, settings });
  await client.callTool({ name: 'order_create', arguments: createOrder('api-1'), _meta: { traceparent } });
  await client.callTool({ name: 'order_status', arguments: { order_id: 73 }, _meta: { traceparent } });
  await client.callTool({ name: 'order_list', arguments: {} });
  expect(log).toEqual([
    `vps-order-mcp info: order_create: ordered; traceparent ${traceparent}`,
    `vps-order-mcp info: order_status: ok; traceparent ${traceparent}`,
    'vps-order-mcp info: order_list: ok',
  ]);
  expect(await readTraces(settings)).toEqual([traceparent]);
});

it('the call that orders, after a person was asked, gives the record its trace', async () => {
  const settings = createSettings(await openSandbox(), { logLevel: 'info' });
  const accept = { action: 'accept', content: { confirm: true } } as const;
  const { client, log } = await openServer({ settings, answer: () => accept });
  await client.callTool({ name: 'order_create', arguments: createOrder('api-1'), _meta: { traceparent } });
  expect(log).toEqual([
    `vps-order-mcp info: order_create: asks a person; traceparent ${traceparent}`,
    `vps-order-mcp info: order_create: ordered; traceparent ${traceparent}`,
  ]);
  expect(await readTraces(settings)).toEqual([traceparent]);
});

it.each([`${traceparent}-more`, 'topsecret', 42])('%j is no trace, and is ignored', async wrong => {
  const settings = createSettings(await openSandbox(), { logLevel: 'info' });
  const { client, log } = await openServer({ settings });
  const _meta = { traceparent: wrong };
  await client.callTool({ name: 'order_create', arguments: createOrder('api-1'), _meta });
  expect(log).toEqual(['vps-order-mcp info: order_create: ordered']);
  expect(await readTraces(settings)).toEqual([undefined]);
});

it('calls that are over leave nothing behind at the signal of the process', async () => {
  const stopping = new AbortController().signal;
  const { call } = await openServer({ settings: createSettings(await openSandbox()), stopping });
  for (let count = 0; count < 3; count += 1) await call('order_list');
  expect(getEventListeners(stopping, 'abort')).toEqual([]);
});
