import { expect, test } from 'vitest';
import {
  call,
  callRaw,
  createGate,
  exampleOrder,
  openSandbox,
  send,
  tokenHeaders,
} from './sandbox-client.ts';

const list = JSON.stringify({ action: 'order_list' });

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`;
}

test('accepts the token and HTTP Basic, and nothing else', async () => {
  const sandbox = await openSandbox({ username: 'jo', password: 'pässword:with colon' });
  const statusWith = async (headers: Record<string, string>) => {
    return (
      await send(sandbox.apiUrl, { body: list, headers: { 'content-type': 'application/json', ...headers } })
    ).status;
  };
  const right = basic('jo:pässword:with colon');
  expect(await statusWith({ 'x-account-token': sandbox.token })).toBe(200);
  expect(await statusWith({ authorization: right })).toBe(200);
  expect(await statusWith({})).toBe(401);
  expect(await statusWith({ 'x-account-token': `${sandbox.token}x` })).toBe(401);
  expect(await statusWith({ 'x-account-token': '' })).toBe(401);
  expect(await statusWith({ 'x-account-token': 'wrong', authorization: right })).toBe(401);
  expect(await statusWith({ authorization: basic('jo:wrong') })).toBe(401);
});

test('answers 401 as JSON and carries nothing out', async () => {
  const sandbox = await openSandbox();
  const reply = await send(sandbox.apiUrl, {
    body: JSON.stringify(exampleOrder),
    headers: { 'content-type': 'application/json' },
  });
  expect(reply.status).toBe(401);
  expect(reply.headers['www-authenticate']).toContain('Basic');
  expect(JSON.parse(reply.text)).toEqual({ status: 401, message: 'Unauthorized' });
  expect(sandbox.orders()).toEqual([]);
});

test('refuses other methods, paths and content types', async () => {
  const sandbox = await openSandbox();
  const headers = tokenHeaders(sandbox);
  expect(await send(sandbox.apiUrl, { method: 'GET' })).toMatchObject({
    status: 405,
    headers: { allow: 'POST' },
  });
  expect((await send(`${sandbox.apiUrl}/more`, { headers, body: list })).status).toBe(404);
  for (const path of ['/', '/api', '/run-0123456789ab/']) {
    const answer = await send(new URL(path, sandbox.apiUrl).href, { headers, body: list });
    expect(answer.status).toBe(404);
    // Or whoever can read it would know where the account is.
    expect(answer.text).not.toContain('run-');
  }
  expect(
    (await send(sandbox.apiUrl, { headers: { ...headers, 'content-type': 'text/plain' }, body: list }))
      .status,
  ).toBe(415);
});

test.each(['', 'null', '{"action":7}', '{"action":"order_delete"}', '{"action":"toString"}'])(
  'refuses the body %s with 400',
  async body => {
    const sandbox = await openSandbox();
    const reply = await send(sandbox.apiUrl, { headers: tokenHeaders(sandbox), body });
    expect(reply.status).toBe(400);
    expect(JSON.parse(reply.text)).toMatchObject({ status: 400, message: expect.any(String) });
  },
);

test('keeps a list of what it received, refused requests too', async () => {
  const sandbox = await openSandbox();
  await call(sandbox, exampleOrder);
  await send(sandbox.apiUrl, { body: '{"action":' });
  expect(sandbox.received).toMatchObject([
    { action: 'order_create', body: exampleOrder, rawBody: JSON.stringify(exampleOrder) },
    { action: undefined, body: undefined, rawBody: '{"action":' },
  ]);
  expect(sandbox.received[0]?.headers).toMatchObject(tokenHeaders(sandbox));
});

test('tells each moment of a request, in order', async () => {
  const moments: string[] = [];
  const answered = createGate();
  const tell = (moment: string) => () => {
    moments.push(`${moment}: ${sandbox.orders().length} orders`);
  };
  const sandbox = await openSandbox();
  Object.assign(sandbox.hooks, {
    onReceived: tell('received'),
    beforeAnswer: tell('before answer'),
    afterAnswer: () => {
      tell('answered')();
      answered.open();
    },
  });
  await call(sandbox, exampleOrder);
  await answered.opened;
  expect(moments).toEqual(['received: 0 orders', 'before answer: 1 orders', 'answered: 1 orders']);
});

test('holds an answer until the hook lets it go', async () => {
  const answering = createGate();
  const arrival = createGate();
  const sandbox = await openSandbox({
    beforeAnswer: async ({ action }) => {
      if (action !== 'order_create') return;
      arrival.open();
      await answering.opened;
    },
  });
  let isAnswered = false;
  const held = call(sandbox, exampleOrder).then(answer => {
    isAnswered = true;
    return answer;
  });
  await arrival.opened;
  expect((await call(sandbox, { action: 'order_list' })).json).toHaveLength(1);
  expect(isAnswered).toBe(false);
  answering.open();
  expect((await held).json.order_id).toBe(73);
});

test('carries nothing out before the hook that was told of the request is done', async () => {
  const answering = createGate();
  const arrival = createGate();
  const sandbox = await openSandbox({
    onReceived: ({ action }) => {
      arrival.open();
      return action === 'order_create' ? answering.opened : undefined;
    },
  });
  const held = call(sandbox, exampleOrder);
  await arrival.opened;
  expect((await call(sandbox, { action: 'order_list' })).json).toEqual([]);
  answering.open();
  expect((await held).json.order_id).toBe(73);
});

test('ends only the connection whose hook fails', async () => {
  const sandbox = await openSandbox({
    onReceived: () => {
      throw new Error('hook');
    },
  });
  expect((await callRaw(sandbox, exampleOrder)).brokenBy).toBe('ECONNRESET');
  sandbox.hooks.onReceived = undefined;
  expect((await call(sandbox, exampleOrder)).status).toBe(200);
});

test('carries nothing out for a client that goes away before its last byte', async () => {
  const sandbox = await openSandbox();
  const body = JSON.stringify(exampleOrder);
  await callRaw(sandbox, exampleOrder, {
    headers: {
      'content-type': 'application/json',
      'x-account-token': sandbox.token,
      'content-length': `${body.length + 1}`,
    },
    onRequest: request => request.on('finish', () => request.destroy()),
  });
  await call(sandbox, { action: 'order_list' });
  expect(sandbox.received.map(({ action }) => action)).toEqual(['order_list']);
  expect(sandbox.orders()).toEqual([]);
});
