import { describe, expect, it } from 'vitest';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import { createItem } from '../kit/example-order.ts';
import { createSettings, eras, openServer, type ServerOptions } from '../kit/open-server.ts';
import { bendAnswer } from '../kit/scripted-answer.ts';
import { createClock, openSandbox } from '../sandbox/sandbox-client.ts';

/** An account with three running servers, of the order items 1293 to 1295. */
async function openAccount({
  era,
  faults,
}: Pick<ServerOptions, 'era'> & Pick<SandboxOptions, 'faults'> = {}) {
  const clock = createClock();
  const sandbox: Sandbox = await openSandbox({ faults, now: clock.now });
  const { call } = await openServer({ era, settings: createSettings(sandbox) });
  await call('order_create', { items: ['a', 'b', 'c'].map(name => createItem(name)) });
  clock.advance(60_000);
  return { call, sandbox };
}

function namesOf({ servers }: Record<string, unknown>): unknown[] {
  return (servers as { name: unknown }[]).map(({ name }) => name);
}

describe('server_list', () => {
  it.each([
    ['array', {}],
    ['object', { server_list: bendAnswer(servers => ({ servers })) }],
  ])('pages through an %s of servers, newest first', async (_, faults) => {
    const { call } = await openAccount({ faults });
    const first = await call('server_list', { limit: 2 });
    expect(first).toMatchObject({ outcome: 'ok', total: 3, next_offset: 2 });
    expect(namesOf(first)).toEqual(['c', 'b']);
    const last = await call('server_list', { limit: 2, offset: 2 });
    expect(namesOf(last)).toEqual(['a']);
    expect(last).not.toHaveProperty('next_offset');
  });

  it.each([
    ['no order item', {}, ['c', 'b', 'a'], 0],
    ['order item 0', { order_item_id: 0 }, ['c', 'b', 'a'], 0],
    ['one order item', { order_item_id: 1294 }, ['b'], 1294],
    ['its id as digits', { order_item_id: '1294' }, ['b'], 1294],
    ['an order item without servers', { order_item_id: 9 }, [], 9],
  ])('answers the servers of %s', async (_, args, names, sent) => {
    const { call, sandbox } = await openAccount();
    expect(namesOf(await call('server_list', args))).toEqual(names);
    expect(sandbox.received.at(-1)?.body).toEqual({ action: 'server_list', order_item_id: sent });
  });

  it.each(eras)("passes the provider's own fields through, for a %s client", async era => {
    const { call } = await openAccount({ era });
    const { servers } = await call('server_list', { order_item_id: 1293 });
    expect(servers).toMatchObject([
      { order_item_id: 1293, name: 'a', ipv4: '192.0.2.1', ipv6: '2001:db8::1' },
    ]);
  });
});
