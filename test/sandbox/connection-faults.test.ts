import { expect, test } from 'vitest';
import type { FaultName } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import {
  call,
  callRaw,
  createGate,
  exampleOrder,
  openSandbox,
  send,
  tokenHeaders,
} from './sandbox-client.ts';

async function orderWithFault(name: FaultName, delayMs?: number) {
  const sandbox = await openSandbox({ faults: { order_create: { name, delayMs } } });
  return { sandbox, reply: await callRaw(sandbox, exampleOrder) };
}

/** Sends an order, lets the sandbox answer others after it has decided on this answer, and then goes away. */
async function orderAndLeave(sandbox: Sandbox) {
  const decision = createGate();
  sandbox.hooks.beforeAnswer = () => decision.open();
  let leave: () => void = () => undefined;
  const reply = callRaw(sandbox, exampleOrder, {
    onRequest: request => {
      leave = () => request.destroy();
    },
  });
  await decision.opened;
  await callRaw(sandbox, { action: 'order_list' });
  leave();
  return reply;
}

test('reset-before resets and has carried nothing out', async () => {
  const { sandbox, reply } = await orderWithFault('reset-before');
  expect(reply).toMatchObject({ status: 0, brokenBy: 'ECONNRESET' });
  expect(sandbox.orders()).toEqual([]);
  expect(sandbox.received).toMatchObject([{ action: 'order_create', fault: 'reset-before' }]);
});

test('reset-after resets and has carried the order out', async () => {
  const { sandbox, reply } = await orderWithFault('reset-after');
  expect(reply).toMatchObject({ status: 0, brokenBy: 'ECONNRESET' });
  expect(sandbox.orders()).toHaveLength(1);
});

test('cut-off sends the headers and half of the body', async () => {
  const { sandbox, reply } = await orderWithFault('cut-off');
  const whole = '{"order_id":73,"status":200,"message":"Order is being processed"}';
  expect(reply).toMatchObject({ status: 200, brokenBy: 'ECONNRESET', text: whole.slice(0, 33) });
  expect(reply.headers['content-length']).toBe(String(whole.length));
  expect(sandbox.orders()).toHaveLength(1);
});

test('cut-off has something to cut where the answer would be empty', async () => {
  const sandbox = await openSandbox({ faults: { order_cancel: { name: 'cut-off' } } });
  await call(sandbox, exampleOrder);
  const reply = await callRaw(sandbox, { action: 'order_cancel', order_id: 73 });
  expect(reply).toMatchObject({ status: 200, brokenBy: 'ECONNRESET' });
  expect(sandbox.orders()[0]?.message).toMatch(/^Cancelled/);
});

test('hang never answers and has carried the order out, hang-before has not', async () => {
  for (const [name, orders] of [
    ['hang', 1],
    ['hang-before', 0],
  ] as const) {
    const sandbox = await openSandbox({ faults: { order_create: { name } } });
    expect(await orderAndLeave(sandbox)).toMatchObject({ status: 0 });
    expect(sandbox.orders()).toHaveLength(orders);
  }
});

test('drip sends the whole answer a byte at a time', async () => {
  const chunkSizes: number[] = [];
  const sandbox = await openSandbox({ faults: { order_create: { name: 'drip', delayMs: 1 } } });
  const reply = await callRaw(sandbox, exampleOrder, {
    onRequest: request => {
      request.on('response', response => response.on('data', chunk => chunkSizes.push(chunk.length)));
    },
  });
  expect(JSON.parse(reply.text).order_id).toBe(73);
  expect(chunkSizes.length).toBeGreaterThan(10);
});

test('slow answers in the end', async () => {
  const { sandbox, reply } = await orderWithFault('slow', 1);
  expect(JSON.parse(reply.text).order_id).toBe(73);
  expect(sandbox.received).toMatchObject([{ fault: 'slow' }]);
});

test('a slow or dripping answer keeps nothing waiting once the sandbox is closed', async () => {
  const countTimers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  for (const name of ['slow', 'drip'] as const) {
    const timersBefore = countTimers();
    const sandbox = await openSandbox({ faults: { order_create: { name, delayMs: 1_000_000 } } });
    await orderAndLeave(sandbox);
    await sandbox.close();
    expect(countTimers()).toBeLessThanOrEqual(timersBefore);
  }
});

test('redirect points elsewhere on the same server, where following means ordering', async () => {
  const { sandbox, reply } = await orderWithFault('redirect');
  expect(reply.status).toBe(307);
  expect(sandbox.orders()).toEqual([]);
  expect(sandbox.redirected()).toEqual([]);
  const location = String(reply.headers.location);
  expect(new URL(location).origin).toBe(new URL(sandbox.apiUrl).origin);
  const followed = await send(location, {
    headers: tokenHeaders(sandbox),
    body: JSON.stringify(exampleOrder),
  });
  expect(JSON.parse(followed.text).order_id).toBe(73);
  expect(sandbox.redirected()).toMatchObject([{ action: 'order_create', fault: undefined }]);
  expect(sandbox.orders()).toHaveLength(1);
});

test('redirect-loop shows a client that follows as many requests', async () => {
  const sandbox = await openSandbox({ faults: { '*': { name: 'redirect-loop' } } });
  const init = { method: 'POST', headers: tokenHeaders(sandbox), body: JSON.stringify(exampleOrder) };
  await expect(fetch(sandbox.apiUrl, init)).rejects.toThrow();
  expect(sandbox.received.length).toBeGreaterThan(10);
  expect(sandbox.orders()).toEqual([]);
});

test('a fault hits as often as it was told, then the provider is well again', async () => {
  const sandbox = await openSandbox();
  sandbox.setFault('order_list', { name: 'reset-after', times: 1 });
  expect((await callRaw(sandbox, { action: 'order_list' })).brokenBy).toBe('ECONNRESET');
  expect((await callRaw(sandbox, { action: 'order_list' })).status).toBe(200);
  sandbox.setFault('*', { name: 'status-503' });
  expect((await callRaw(sandbox, { action: 'order_list' })).status).toBe(503);
  sandbox.setFault('*', undefined);
  expect((await callRaw(sandbox, { action: 'order_list' })).status).toBe(200);
});
