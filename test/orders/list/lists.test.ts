import { describe, expect, it } from 'vitest';
import type { RawAnswer } from '../../../src/sandbox/http.ts';
import { createOrder } from '../../kit/example-order.ts';
import { createSettings, openServer } from '../../kit/open-server.ts';
import { openSandbox } from '../../sandbox/sandbox-client.ts';

type Answer = { status?: number; body: string };

/** A server whose provider answers the action with this text. */
async function openAnswered(action: string, { status = 200, body }: Answer) {
  const sandbox = await openSandbox();
  const answer = (): RawAnswer => ({ status, headers: {}, body });
  sandbox.setFault(action, { name: 'scripted', carriesOut: false, answer });
  const server = await openServer({ settings: createSettings(sandbox) });
  return { sandbox, ...server };
}

const lists = [
  ['order_list', 'orders'],
  ['server_list', 'servers'],
] as const;

describe.each(lists)('%s', (action, name) => {
  it.each(['', '{}', '\ufeff'])('takes %j for an empty list, and says so', async body => {
    const { call } = await openAnswered(action, { body });
    expect(await call(action)).toMatchObject({
      outcome: 'ok',
      [name]: [],
      total: 0,
      warnings: [expect.stringContaining('answer was empty')],
    });
  });

  it('takes an empty list for what it is', async () => {
    const { call } = await openAnswered(action, { body: '[]' });
    const result = await call(action);
    expect(result).toMatchObject({ outcome: 'ok', [name]: [], total: 0 });
    expect(result).not.toHaveProperty('warnings');
  });

  it.each(['7', `{"${name}":"none"}`, '{"message":"Not today"}'])(
    'does not take %s for a list: no orders or servers would be a guess',
    async body => {
      const { call } = await openAnswered(action, { body });
      const result = await call(action);
      expect(result).toMatchObject({
        outcome: 'failed',
        error: { code: 'bad_response' },
        provider: JSON.parse(body),
      });
      expect(result).not.toHaveProperty(name);
    },
  );

  it.each([
    [401, 'unauthorized'],
    [503, 'unavailable'],
  ])('hears a failure that only the JSON of a success names: %i', async (status, code) => {
    const { call } = await openAnswered(action, { body: JSON.stringify({ status, message: 'Sorry' }) });
    expect(await call(action)).toMatchObject({
      outcome: 'failed',
      error: { code },
      provider: { message: 'Sorry' },
    });
  });

  it('leaves out what is no object', async () => {
    const { call } = await openAnswered(action, { body: '[null,7,"x",[],{"id":1,"order_id":1}]' });
    expect(await call(action)).toMatchObject({ outcome: 'ok', [name]: [{ id: 1 }], total: 1 });
  });

  it('sorts ids by their value, those beyond 2^53 too, and those without an id last', async () => {
    const ids = ['9', '10', '9007199254740993', '9007199254740992', '18446744073709551615'];
    const body = `[{"note":"none"},${ids.map(id => `{"id":${id},"order_id":${id}}`).join(',')}]`;
    const { call } = await openAnswered(action, { body });
    const rows = (await call(action))[name] as { id?: unknown }[];
    expect(rows.map(({ id }) => id)).toEqual([
      '18446744073709551615',
      '9007199254740993',
      '9007199254740992',
      10,
      9,
      undefined,
    ]);
  });
});

describe('order_list', () => {
  it('keeps the items that it cannot read as the provider wrote them', async () => {
    const { call } = await openAnswered('order_list', {
      body: '[{"order_id":1,"order_items":"many"},{"order_id":2,"items":[{"id":5,"status":402}]}]',
    });
    expect(await call('order_list')).toMatchObject({
      orders: [
        { order_id: 2, order_items: [{ id: 5, status: 402, state: 'payment_required' }] },
        { order_id: 1, order_items: 'many', state: 'unknown' },
      ],
    });
  });
});

describe('server_list', () => {
  it('answers the servers of one item only, even when the provider answers them all', async () => {
    const body =
      '[{"id":1,"order_item_id":5},{"id":2,"order_item_id":"6"},{"id":3,"order_item_id":6},{"id":4}]';
    const { call } = await openAnswered('server_list', { body });
    const result = await call('server_list', { order_item_id: 6 });
    expect(result).toMatchObject({ total: 3, servers: [{ id: 4 }, { id: 3 }, { id: 2 }] });
    expect(await call('server_list', { order_item_id: 0 })).toMatchObject({ total: 4 });
  });

  it('asks the provider for what it is asked for', async () => {
    const sandbox = await openSandbox({ provisioningMs: 0 });
    const { call } = await openServer({ settings: createSettings(sandbox) });
    await call('order_create', createOrder());
    expect(await call('server_list', { order_item_id: 1293 })).toMatchObject({ outcome: 'ok', total: 1 });
    expect(sandbox.received.at(-1)?.body).toEqual({ action: 'server_list', order_item_id: 1293 });
  });
});
