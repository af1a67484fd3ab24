import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { callRaw, createGate, exampleOrder, openSandbox } from './sandbox-client.ts';

test('gives every run a base path of its own', async () => {
  const first = await openSandbox();
  const second = await openSandbox();
  expect(new URL(first.apiUrl).pathname).toMatch(/^\/run-[0-9a-f]+\/api$/);
  expect(new URL(first.apiUrl).pathname).not.toBe(new URL(second.apiUrl).pathname);
  expect(new URL(first.apiUrl).hostname).toBe('127.0.0.1');
});

test('makes up new credentials for every run', async () => {
  const [first, second] = [await openSandbox(), await openSandbox()];
  expect(first.token).toMatch(/^sandbox-[0-9a-f]{24}$/);
  expect(first.token).not.toBe(second.token);
  expect(first.password).not.toBe(second.password);
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
