import type { CallToolResult } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import type { RawAnswer } from '../../src/sandbox/http.ts';
import { presentResult } from '../../src/server/tool-result.ts';
import { orderCreate } from '../../src/tools/order-create.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';

const maxResultBytes = 256 * 1024;

const sizeOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

/** The whole result: the object, and the text that holds it again. */
const sizeOfBoth = (value: unknown) =>
  sizeOf({ structuredContent: value, content: [{ type: 'text', text: JSON.stringify(value) }] });

/** A server before a provider that answers one action with this. */
async function openAnswered(action: string, json: unknown, status = 200) {
  const sandbox = await openSandbox();
  const answer = (): RawAnswer => ({ status, headers: {}, body: JSON.stringify(json) });
  sandbox.setFault(action, { name: 'scripted', carriesOut: false, answer });
  return await openServer({ settings: createSettings(sandbox) });
}

const wide = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`field_${index}`, 'x'.repeat(100)]));

describe('a result stays below 256 KiB', () => {
  it('as a page of a long list, and the pages together hold every order once', async () => {
    const orders = Array.from({ length: 300 }, (_, index) => ({
      order_id: index + 1,
      message: 'é'.repeat(1_000),
    }));
    const { call } = await openAnswered('order_list', { orders });
    const seen: unknown[] = [];
    for (let offset: unknown = 0; offset !== undefined; ) {
      const result = await call('order_list', { limit: 200, offset });
      expect(sizeOfBoth(result)).toBeLessThanOrEqual(maxResultBytes);
      expect(result.total).toBe(300);
      seen.push(...(result.orders as { order_id: number }[]).map(order => order.order_id));
      offset = result.next_offset;
    }
    expect(seen).toEqual(orders.map(order => order.order_id).reverse());
  });

  it.each(['order_list', 'server_list'])(
    'when one row of %s is huge: it is named with a mark, and the rest follows',
    async action => {
      const rows = [
        { id: 3, order_id: 3, ...wide(3_000) },
        { id: 2, order_id: 2 },
        { id: 1, order_id: 1 },
      ];
      const { call } = await openAnswered(action, rows);
      const first = await call(action);
      const name = action === 'order_list' ? 'orders' : 'servers';
      expect(sizeOfBoth(first)).toBeLessThanOrEqual(maxResultBytes);
      expect(first).toMatchObject({ [name]: [{ id: 3, cut: '[cut: too large]' }], total: 3, next_offset: 1 });
      expect((await call(action, { offset: 1 }))[name]).toMatchObject([{ id: 2 }, { id: 1 }]);
    },
  );

  it('when lists are full of quotes, which the second form escapes twice', async () => {
    const quotes = Array.from({ length: 400 }, (_, id) => ({ id, '"\\"': '"\\'.repeat(500) }));
    for (const [name, json] of [
      ['order_list', quotes],
      ['server_list', { servers: quotes }],
    ] as const) {
      const result = await (await openAnswered(name, json)).call(name);
      expect(sizeOfBoth(result)).toBeLessThanOrEqual(maxResultBytes);
      expect(sizeOfBoth(result)).toBeGreaterThan(maxResultBytes / 2);
      expect(result).toHaveProperty('next_offset');
    }
  });

  it.each<[string, object, number, object]>([
    ['order_status', { order_id: 73 }, 200, { outcome: 'ok' }],
    ['order_status', { order_id: 73 }, 402, { outcome: 'payment_required' }],
    ['order_status', { order_id: 73 }, 400, { outcome: 'failed', error: { code: 'invalid_request' } }],
    ['order_create', createOrder(), 200, { outcome: 'ordered', order_id: 73 }],
    ['order_create', createOrder(), 402, { outcome: 'payment_required', order_id: 73 }],
    ['order_create', createOrder(), 500, { outcome: 'unknown', error: { code: 'unavailable' } }],
    ['order_cancel', { order_id: 73 }, 400, { outcome: 'not_cancelled', error: { code: 'invalid_request' } }],
  ])('when %s (%j) is answered with %i at length: what matters stays', async (action, args, status, kept) => {
    const { call } = await openAnswered(action, { order_id: 73, ...wide(3_000) }, status);
    const result = await call(action, args);
    expect(sizeOfBoth(result)).toBeLessThanOrEqual(maxResultBytes);
    expect(result).toMatchObject({ ...kept, next_step: expect.any(String) });
    expect(result).not.toHaveProperty('provider');
    if (action === 'order_create') expect(result).toHaveProperty('reference');
  });

  it('when the arguments are huge', async () => {
    const { client } = await openAnswered('order_list', []);
    for (const args of [
      wide(3_000),
      { [`${'x'.repeat(1_000_000)}`]: 1 },
      { order_id: 'x'.repeat(1_000_000) },
      { items: Array(50_000).fill({}) },
    ]) {
      for (const name of ['order_create', 'order_status']) {
        const result = (await client.callTool({ name, arguments: args })) as CallToolResult;
        expect(sizeOf(result.structuredContent)).toBeLessThanOrEqual(16 * 1024);
        expect(result).toMatchObject({
          isError: true,
          structuredContent: { error: { code: 'invalid_request' } },
        });
      }
    }
  });
});

const plain = { sandbox: false, redact: (text: string) => text };

describe('a long message', () => {
  it('is cut between characters, wherever it is kept', async () => {
    const { call } = await openAnswered('order_create', {
      order_id: 73,
      status: 200,
      message: `a${'😀'.repeat(400)}`,
    });
    const args = { ...createOrder(), idempotency_key: 'one' };
    for (const result of [await call('order_create', args), await call('order_create', args)]) {
      expect(result).toMatchObject({ outcome: 'ordered', order_id: 73 });
      expect(String(result.message)).toMatch(/^a(😀)+…$/u);
    }
  });
});

describe('presenting a result never fails', () => {
  it('when the schema refuses it: outcome, order and next step still go out', () => {
    const broken = { outcome: 'ordered', order_id: 73, reference: 'r', status: 'fine', next_step: 'Go on.' };
    const { structuredContent, isError } = presentResult(orderCreate, broken, plain);
    expect(structuredContent).toEqual({
      outcome: 'ordered',
      order_id: 73,
      reference: 'r',
      warnings: [expect.stringContaining('cannot be shown')],
      next_step: 'Go on.',
    });
    expect(isError).toBeUndefined();
  });

  it.each(['ordered', 'outcome', 'never', 'true', '","', 'order_id', 'client'])(
    'when the password is %j: every word of the contract stays what it is',
    password => {
      const redact = (text: string) => text.replaceAll(password, '[redacted]');
      const result = {
        outcome: 'ordered',
        order_id: 73,
        confirmed_by: 'client',
        message: `It is ${password}.`,
        next_step: 'Go on.',
      };
      const { structuredContent } = presentResult(orderCreate, result, { sandbox: false, redact });
      expect(orderCreate.resultSchema.safeParse(structuredContent).success).toBe(true);
      expect(structuredContent).toMatchObject({
        outcome: 'ordered',
        order_id: 73,
        message: 'It is [redacted].',
      });
    },
  );
});
