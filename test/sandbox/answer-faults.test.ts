import { createGunzip } from 'node:zlib';
import { expect, test } from 'vitest';
import type { FaultName } from '../../src/sandbox/faults.ts';
import { call, callRaw, exampleItem, exampleOrder, openSandbox } from './sandbox-client.ts';

async function orderWithFault(name: FaultName) {
  const sandbox = await openSandbox({ faults: { order_create: { name } } });
  return { sandbox, reply: await callRaw(sandbox, exampleOrder) };
}

const codes = [400, 401, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504];

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

test('json-status-NNN says it in a 2xx, and with -after names the order', async () => {
  const before = await orderWithFault('json-status-422');
  expect(before.reply.status).toBe(200);
  expect(JSON.parse(before.reply.text)).toEqual({ status: 422, message: 'Unprocessable Entity' });
  const after = await orderWithFault('json-status-500-after');
  expect(after.reply.status).toBe(200);
  expect(JSON.parse(after.reply.text)).toMatchObject({ order_id: 73, status: 500 });
});

test('rate-limited answers 429 and when to come again', async () => {
  const { sandbox, reply } = await orderWithFault('rate-limited');
  expect([reply.status, reply.headers['retry-after'], sandbox.orders().length]).toEqual([429, '1', 0]);
});

test('html, empty and not-json hide that the order was carried out', async () => {
  const html = await orderWithFault('html');
  expect(html.reply.headers['content-type']).toMatch('text/html');
  const empty = await orderWithFault('empty');
  expect([empty.reply.status, empty.reply.text]).toEqual([200, '']);
  const notJson = await orderWithFault('not-json');
  expect(() => JSON.parse(notJson.reply.text)).toThrow();
  for (const { sandbox } of [html, empty, notJson]) expect(sandbox.orders()).toHaveLength(1);
});

test('bad-utf8 is JSON but for bytes that are no UTF-8', async () => {
  const { reply } = await orderWithFault('bad-utf8');
  expect(() => new TextDecoder('utf-8', { fatal: true }).decode(reply.bytes)).toThrow();
  expect(JSON.parse(reply.text).order_id).toBe(73);
});

test('deep nests 200000 arrays in the real answer', async () => {
  const { reply } = await orderWithFault('deep');
  expect(reply.text).toContain('['.repeat(200_000));
  expect(JSON.parse(reply.text).order_id).toBe(73);
});

test('wide puts 200000 keys into the real answer', async () => {
  const { reply } = await orderWithFault('wide');
  const answer = JSON.parse(reply.text);
  expect(answer.order_id).toBe(73);
  expect(Object.keys(answer).length).toBeGreaterThan(200_000);
});

test('escape-flood opens a million sequences and ends none', async () => {
  const { reply } = await orderWithFault('escape-flood');
  const { order_id: orderId, note } = JSON.parse(reply.text);
  expect(orderId).toBe(73);
  expect(note).toMatch(/^[\u0090\u0098\u009d-\u009f]{1000000}$/);
});

test('huge grows past 32 MiB without having said so', async () => {
  const { reply } = await orderWithFault('huge');
  expect(reply.bytes.length).toBeGreaterThan(32 * 1024 * 1024);
  expect(reply.headers).not.toHaveProperty('content-length');
  expect(JSON.parse(reply.text).order_id).toBe(73);
});

test('gzip-bomb is small on the wire and more than 32 MiB decoded', async () => {
  const { reply } = await orderWithFault('gzip-bomb');
  expect(reply.headers['content-encoding']).toBe('gzip');
  expect(reply.bytes.length).toBeLessThan(100_000);
  let decodedBytes = 0;
  const gunzip = createGunzip();
  gunzip.end(reply.bytes);
  for await (const chunk of gunzip) decodedBytes += chunk.length;
  expect(decodedBytes).toBeGreaterThan(32 * 1024 * 1024);
});

test('every fault that bends an answer copes with every answer there is', async () => {
  const names: FaultName[] = [
    'not-json',
    'bad-utf8',
    'deep',
    'wide',
    'escape-flood',
    'echo-credentials',
    'control-characters',
    'wrong-types',
    'big-ids',
  ];
  const sandbox = await openSandbox({ provisioningMs: 0 });
  await call(sandbox, { ...exampleOrder, items: [exampleItem] });
  const bodies = [
    { action: 'order_list' },
    { action: 'server_list' },
    { action: 'order_status', order_id: 73 },
    { action: 'order_cancel', order_id: 73 },
  ];
  for (const name of names) {
    sandbox.setFault('*', { name });
    for (const body of bodies) {
      const reply = await callRaw(sandbox, body);
      expect(reply).toMatchObject({ status: 200, brokenBy: undefined });
      if (name !== 'not-json' && reply.text !== '') JSON.parse(reply.text);
    }
  }
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
