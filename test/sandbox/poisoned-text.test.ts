import { expect, test } from 'vitest';
import type { FaultName } from '../../src/sandbox/faults.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import { call, callRaw, exampleOrder, openSandbox, send } from './sandbox-client.ts';

async function orderWithFault(name: FaultName, options: SandboxOptions = {}) {
  const sandbox = await openSandbox({ ...options, faults: { order_create: { name } } });
  return { sandbox, reply: await callRaw(sandbox, exampleOrder) };
}

test('echo-credentials returns what it was authenticated with, in every form', async () => {
  const { sandbox, reply } = await orderWithFault('echo-credentials', {
    token: 'to/ken+1',
    username: 'jo',
    password: 'p&ss',
  });
  const secrets = ['to/ken+1', 'to%2Fken%2B1', Buffer.from('to/ken+1').toString('base64')];
  for (const secret of secrets) {
    expect(JSON.parse(reply.text).message).toContain(secret);
    expect(reply.headers['x-echo']).toContain(secret);
  }
  const authorization = `Basic ${Buffer.from('jo:p&ss').toString('base64')}`;
  const basic = await send(sandbox.apiUrl, {
    headers: { 'content-type': 'application/json', authorization },
    body: JSON.stringify(exampleOrder),
  });
  for (const secret of ['jo:p&ss', 'p%26ss', authorization, Buffer.from('p&ss').toString('base64')]) {
    expect(JSON.parse(basic.text).message).toContain(secret);
  }
});

test('control-characters puts them into texts and into the name of a field', async () => {
  const { reply } = await orderWithFault('control-characters');
  const answer = JSON.parse(reply.text);
  expect(answer.order_id).toBe(73);
  for (const character of [
    '\u001b',
    '\u0007',
    '\u0000',
    '\u0085',
    '\u202e',
    '\u200b',
    '\u{e0041}',
    '\ud800',
  ]) {
    expect(answer.message).toContain(character);
    expect(Object.keys(answer).join('')).toContain(character);
  }
});

test('instructions-in-names speaks to the reader wherever a text is shown', async () => {
  const sandbox = await openSandbox({ faults: { order_status: { name: 'instructions-in-names' } } });
  await call(sandbox, exampleOrder);
  const { json } = await call(sandbox, { action: 'order_status', order_id: 73 });
  const [item] = json.order_items;
  for (const text of [json.message, item.name, item.reference, item.message]) {
    expect(text).toContain('ignore all earlier instructions');
  }
});

test('wrong-types has every documented field of another type', async () => {
  const { reply } = await orderWithFault('wrong-types', { creditCents: 0 });
  expect(reply.status).toBe(402);
  const answer = JSON.parse(reply.text);
  expect(Object.keys(answer)).toEqual(
    expect.arrayContaining(['order_id', 'status', 'message', 'invoice_id', 'amount', 'currency', 'url']),
  );
  for (const field of ['order_id', 'message', 'invoice_id', 'amount', 'url'])
    expect(typeof answer[field]).toBe('object');
  expect(typeof answer.status).toBe('string');
});

async function statusOf(sandbox: Sandbox, digits: string, as: 'number' | 'text') {
  const id = as === 'number' ? digits : `"${digits}"`;
  return send(sandbox.apiUrl, {
    headers: { 'content-type': 'application/json', 'x-account-token': sandbox.token },
    body: `{"action":"order_status","order_id":${id}}`,
  });
}

test('big-ids hands out ids that no double holds, and knows the order by them ever after', async () => {
  const { sandbox, reply } = await orderWithFault('big-ids', { creditCents: 0 });
  const digits = '9007199254740993073';
  expect(reply.text).toContain(`{"order_id":${digits},`);
  expect(Number.isSafeInteger(JSON.parse(reply.text).order_id)).toBe(false);
  for (const as of ['number', 'text'] as const) {
    const status = await statusOf(sandbox, digits, as);
    expect(status.status).toBe(200);
    expect(status.text).toContain(`"order_id":${digits},`);
    expect(status.text).toContain('"id":9007199254740994293');
  }
  expect((await statusOf(sandbox, '9007199254740993072', 'text')).status).toBe(404);
  expect(sandbox.pay('9007199254740993501')).toBe('paid');
});

test('big-ids in a list raises the ids of earlier orders, which keep their old ones as well', async () => {
  const sandbox = await openSandbox({ faults: { order_list: { name: 'big-ids' } } });
  await call(sandbox, exampleOrder);
  expect((await callRaw(sandbox, { action: 'order_list' })).text).toContain(
    '"order_id":9007199254740993073,',
  );
  for (const digits of ['73', '9007199254740993073']) {
    expect((await statusOf(sandbox, digits, 'number')).status).toBe(200);
  }
});
