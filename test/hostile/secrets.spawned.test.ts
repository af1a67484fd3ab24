import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/settings/credentials.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, createStateDirectory, openServer } from '../kit/open-server.ts';
import { toFault } from '../kit/scripted-answer.ts';
import { startServer } from '../kit/server-process.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { findSecrets } from './find-flaws.ts';

const token = 'tok-5a8e61/b27+c0=d9';
const username = 'someone@example.org';
const password = 'it\'s a "horse" & b\u00e4ttery/+';

const digits = '48151623';

const withToken = { VPS_API_TOKEN: ` ${token}\n` };
const withPassword = { VPS_API_USERNAME: username, VPS_API_PASSWORD: password };

describe.each<[string, Record<string, string>, Credentials]>([
  ['token', withToken, { kind: 'token', token }],
  ['password', withPassword, { kind: 'basic', username, password }],
  ['token of digits', { VPS_API_TOKEN: digits }, { kind: 'token', token: digits }],
])('a %s that the provider echoes in every form', (_kind, env, credentials) => {
  it('leaves the process by no way: not on stdout, not on stderr, not in the journal', async () => {
    const sandbox = await openSandbox({
      token: credentials.kind === 'token' ? credentials.token : token,
      username,
      password,
      faults: { '*': toFault('echo-credentials') },
    });
    const stateDirectory = createStateDirectory();
    const server = await startServer({
      env: {
        VPS_API_URL: sandbox.apiUrl,
        VPS_STATE_DIR: stateDirectory,
        VPS_LOG: 'debug',
        NODE_DEBUG: '*',
        ...env,
      },
    });
    const ordered = await server.callTool('order_create', { ...createOrder(), idempotency_key: 'one' });
    expect(ordered).toMatchObject({ outcome: 'ordered', order_id: 73 });
    for (const [name, args] of [
      ['order_create', { ...createOrder(), idempotency_key: 'one' }],
      ['order_status', { order_id: 73 }],
      ['order_list', {}],
      ['server_list', {}],
      ['order_cancel', { order_id: 73 }],
    ] as const) {
      expect(await server.callTool(name, args)).not.toMatchObject({ outcome: 'failed' });
    }
    sandbox.setFault('*', {
      name: 'scripted',
      carriesOut: true,
      answer: () => ({ status: 500, headers: {}, body: `no ${token} ${password} ${digits}` }),
    });
    await server.callTool('order_create', createOrder('another'));
    server.child.stdin?.end();
    await server.ended;
    const files = readdirSync(stateDirectory, { recursive: true, withFileTypes: true }).filter(entry =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(2);
    const journal = files.map(file => readFileSync(path.join(file.parentPath, file.name), 'utf8')).join('\n');
    for (const text of [server.stdout(), server.stderr(), journal])
      expect(findSecrets(text, credentials)).toEqual([]);
  });
});

describe('a password that is a word of the API or of ours', () => {
  it.each([
    ...['status', 'order_id', 'payment_url', 'outcome', 'state'],
    ...['ordered', 'accepted', 'payment_required', 'client', 'invoice', 'ok', '402'],
  ])('(%s) changes no outcome and no word of the contract', async password => {
    const sandbox = await openSandbox({ username, password, creditCents: 0 });
    const credentials = { kind: 'basic', username, password } as const;
    const { call } = await openServer({ settings: createSettings(sandbox, { credentials }) });
    const placed = await call('order_create', createOrder());
    expect(placed).toMatchObject({ outcome: 'payment_required', order_id: 73, confirmed_by: 'client' });
    expect(placed.payment).toHaveProperty('url');
    expect(await call('order_status', { order_id: 73 })).toMatchObject({
      outcome: 'payment_required',
      order: { order_id: 73, status: 402, state: 'payment_required' },
    });
    expect(await call('order_list')).toMatchObject({
      orders: [{ order_id: 73, state: 'payment_required' }],
      unresolved: [{ order_id: 73, state: 'payment_required' }],
    });
  });
});
