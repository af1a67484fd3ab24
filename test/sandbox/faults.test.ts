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

test('a fault hits as often as it was told, then the provider is well again', async () => {
  const sandbox = await openSandbox();
  sandbox.setFault('order_list', { name: 'reset-after', times: 1 });
  expect((await callRaw(sandbox, { action: 'order_list' })).brokenBy).toBe('ECONNRESET');
  expect((await callRaw(sandbox, { action: 'order_list' })).status).toBe(200);
});

test('the fault of an action goes before the one for all', async () => {
  const faults = { order_list: { name: 'status-500', times: 2 }, '*': { name: 'status-503' } } as const;
  const sandbox = await openSandbox({ faults });
  const answers = async () => (await callRaw(sandbox, { action: 'order_list' })).status;
  expect([await answers(), await answers(), await answers(), await answers()]).toEqual([500, 500, 503, 503]);
  sandbox.setFault('*', undefined);
  expect(await answers()).toBe(200);
});

const codes = [402, 503];

test.each(codes)('status-%i answers so before anything is carried out', async code => {
  const { sandbox, reply } = await orderWithFault(`status-${code}`);
  expect(reply.status).toBe(code);
  expect(JSON.parse(reply.text)).toEqual({ status: code, message: expect.any(String) });
  expect(sandbox.orders()).toEqual([]);
});

test.each(codes)('status-%i-after answers so when the order was carried out', async code => {
  const { sandbox, reply } = await orderWithFault(`status-${code}-after`);
  expect([reply.status, sandbox.orders().length]).toEqual([code, 1]);
  expect(reply.text).not.toContain('73');
});

test('html and empty hide that the order was carried out', async () => {
  const html = await orderWithFault('html');
  expect(html.reply.headers['content-type']).toMatch('text/html');
  const empty = await orderWithFault('empty');
  expect([empty.reply.status, empty.reply.text]).toEqual([200, '']);
  for (const { sandbox } of [html, empty]) expect(sandbox.orders()).toHaveLength(1);
});

test('a scripted fault answers whatever a test wants, before or after', async () => {
  const sandbox = await openSandbox();
  sandbox.setFault('order_create', {
    name: 'scripted',
    carriesOut: false,
    times: 1,
    answer: real => ({ status: 402, headers: { 'x-real': String(real) }, body: 'pay first' }),
  });
  expect(await callRaw(sandbox, exampleOrder)).toMatchObject({
    status: 402,
    text: 'pay first',
    headers: { 'x-real': 'undefined' },
  });
  expect(sandbox.orders()).toEqual([]);
  sandbox.setFault('order_create', {
    name: 'scripted',
    carriesOut: true,
    answer: real => ({ status: 201, headers: {}, body: `[${real?.body}]` }),
  });
  const { status, json } = await call(sandbox, exampleOrder);
  expect([status, json[0].order_id, sandbox.orders().length]).toEqual([201, 73, 1]);
});

test('a scripted fault reads the request, and may answer in pieces', async () => {
  const sandbox = await openSandbox();
  async function* inPieces(text: string) {
    yield* text;
  }
  sandbox.setFault('*', {
    name: 'echo',
    carriesOut: false,
    answer: (_real, { rawBody }) => ({ status: 200, headers: {}, body: inPieces(rawBody) }),
  });
  const reply = await callRaw(sandbox, exampleOrder);
  expect(JSON.parse(reply.text)).toEqual(exampleOrder);
  expect(reply.headers).not.toHaveProperty('content-length');
  expect(sandbox.received).toMatchObject([{ fault: 'echo' }]);
});
