import { expect, test } from 'vitest';
import type { FaultName } from '../../src/sandbox/faults.ts';
import { call, callRaw, exampleOrder, openSandbox } from './sandbox-client.ts';

async function orderWithFault(name: FaultName) {
  const sandbox = await openSandbox({ faults: { order_create: { name } } });
  return { sandbox, reply: await callRaw(sandbox, exampleOrder) };
}

const codes = [402, 404, 429, 500, 503];

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
