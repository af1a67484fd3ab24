import { expect, test } from 'vitest';
import type { FaultName } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { call, callRaw, createGate, exampleOrder, openSandbox } from './sandbox-client.ts';

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
  expect(reply).toMatchObject({ status: 200, brokenBy: 'ECONNRESET', text: whole.slice(0, 32) });
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

test('slow answers in the end', async () => {
  const { sandbox, reply } = await orderWithFault('slow', 1);
  expect(JSON.parse(reply.text).order_id).toBe(73);
  expect(sandbox.received).toMatchObject([{ fault: 'slow' }]);
});

test('a slow answer keeps nothing waiting once the sandbox is closed', async () => {
  const countTimers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
  const timersBefore = countTimers();
  const sandbox = await openSandbox({ faults: { order_create: { name: 'slow', delayMs: 1_000_000 } } });
  await orderAndLeave(sandbox);
  await sandbox.close();
  expect(countTimers()).toBeLessThanOrEqual(timersBefore);
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
