import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { call, callRaw, createGate, exampleOrder, openSandbox } from './sandbox-client.ts';

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

test('closes at once while answers are outstanding', async () => {
  const arrival = createGate();
  const sandbox = await startSandbox({ faults: { '*': { name: 'hang' } }, onReceived: () => arrival.open() });
  const hanging = callRaw(sandbox, exampleOrder);
  await arrival.opened;
  await sandbox.close();
  expect((await hanging).brokenBy).toBe('ECONNRESET');
  expect((await callRaw(sandbox, exampleOrder)).brokenBy).toBe('ECONNREFUSED');
  await sandbox.close();
});

test('says when its port is taken', async () => {
  const sandbox = await openSandbox();
  await expect(startSandbox({ port: Number(new URL(sandbox.apiUrl).port) })).rejects.toThrow('EADDRINUSE');
});
