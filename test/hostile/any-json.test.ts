import type { CallToolResult } from '@modelcontextprotocol/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RawAnswer } from '../../src/sandbox/http.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { findFlaws } from './find-flaws.ts';

const fieldNames = fc.constantFrom(
  ...['order_id', 'id', 'status', 'message', 'order_items', 'orders', 'servers', 'items', 'data', 'name'],
  ...[
    'reference',
    'url',
    'amount',
    'invoice',
    'currency',
    'state',
    'outcome',
    'next_step',
    'error',
    '__proto__',
  ],
);

const oddValues = fc.constantFrom<unknown>(
  ...[0, -1, 1.5, 1e300, 200, 402, 404, 500, 1e16, true, false, null],
  ...['', '200', '402', '12.50', 'https://pay.example/', '\u202e\u001b[2J', '\ud800', 'x'.repeat(5_000)],
);

/** JSON that is nearly, but not quite, what is documented. */
const { nearJson } = fc.letrec<{ nearJson: unknown }>(tie => ({
  nearJson: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    oddValues,
    fc.dictionary(fieldNames, tie('nearJson'), { maxKeys: 6 }),
    fc.array(tie('nearJson'), { maxLength: 4 }),
    fc.jsonValue({ maxDepth: 3 }),
  ),
}));

interface Answering {
  readonly action: string;
  readonly args: object;
  readonly status: number;
  readonly json: unknown;
}

async function openAnswered(era: 'legacy' | 'modern') {
  const sandbox = await openSandbox();
  const settings = createSettings(sandbox, { requestTimeoutMs: 5_000 });
  const { client, log } = await openServer({ era, settings });
  /** Calls a tool while its action is answered with that JSON; nothing may be wrong with the result. */
  const callAnswered = async ({ action, args, status, json }: Answering) => {
    const answer = (): RawAnswer => ({ status, headers: {}, body: JSON.stringify(json) });
    sandbox.setFault(action, { name: 'scripted', carriesOut: false, answer });
    const result = (await client.callTool({ name: action, arguments: { ...args } })) as CallToolResult;
    expect(findFlaws(result, { kind: 'token', token: sandbox.token })).toEqual([]);
    expect(log).toEqual([]);
    return result.structuredContent as Record<string, unknown>;
  };
  return { sandbox, client, log, callAnswered };
}

const readStatus = fc.constantFrom(200, 200, 200, 202, 302, 400, 402, 404, 409);

describe.each([
  ['legacy', 60],
  ['modern', 20],
] as const)('to a %s client', (era, numRuns) => {
  it.each([
    ['order_status', { order_id: 73 }],
    ['order_list', {}],
    ['server_list', { order_item_id: 1293 }],
    ['order_cancel', { order_id: 73 }],
  ])('any JSON that answers %s comes out as a valid result', async (action, args) => {
    const { callAnswered } = await openAnswered(era);
    await fc.assert(
      fc.asyncProperty(nearJson, readStatus, async (json, status) => {
        const result = await callAnswered({ action, args, status, json });
        if (status >= 300 && status !== 402) expect(result).toHaveProperty('error');
      }),
      { numRuns },
    );
  });

  it('any JSON that answers order_create comes out as a valid result, with the order that it names', async () => {
    const { callAnswered, sandbox } = await openAnswered(era);
    // Without a list every new id can be that of the order.
    sandbox.setFault('order_list', { name: 'status-403' });
    const known = new Set<string>();
    let count = 0;
    const orderId = fc.oneof(fc.integer({ min: 1 }), fc.stringMatching(/^[1-9]\d{0,19}$/));
    const wrapper = fc.constantFrom(
      (json: unknown) => json,
      (json: unknown) => [json],
      (json: unknown) => ({ data: json }),
      (json: unknown) => ({ result: { order: json } }),
    );
    const fields = fc.dictionary(
      // A wrapper could name another order, which contradicts the one that is meant.
      fieldNames.filter(name => !['order_id', 'data', '__proto__'].includes(name)),
      nearJson,
    );
    const status = fc.constantFrom(200, 200, 200, 201, 307, 402, 403, 404, 409, 500);
    await fc.assert(
      fc.asyncProperty(fields, fc.option(orderId), wrapper, status, async (json, id, wrap, httpStatus) => {
        fc.pre(!known.has(String(id)));
        if (id !== null) known.add(String(id));
        count += 1;
        const result = await callAnswered({
          action: 'order_create',
          args: createOrder(`server ${count}`),
          status: httpStatus,
          json: wrap(id === null ? json : { ...json, order_id: id }),
        });
        expect(result.outcome).not.toBe('declined');
        if (id !== null) {
          expect(String(result.order_id)).toBe(String(id));
          expect(result.outcome).not.toBe('not_ordered');
        }
        if (result.outcome === 'ordered') expect(result).toHaveProperty('order_id');
      }),
      { numRuns },
    );
    expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(count);
  });

  it('any arguments come out as a valid result, and are never an exception', async () => {
    const { client, sandbox, log } = await openAnswered(era);
    const name = fc.constantFrom('order_create', 'order_status', 'order_list', 'order_cancel', 'server_list');
    const anyArguments = fc.dictionary(fc.oneof(fieldNames, fc.string({ unit: 'binary' })), nearJson);
    const nearlyOrder = fc
      .tuple(fc.nat(40), nearJson)
      .map(([place, value]) => replaceNth(createOrder(), place, value));
    await fc.assert(
      fc.asyncProperty(name, fc.oneof(anyArguments, nearlyOrder), async (tool, args) => {
        const result = (await client.callTool({ name: tool, arguments: args })) as CallToolResult;
        expect(findFlaws(result, { kind: 'token', token: sandbox.token })).toEqual([]);
        expect(log).toEqual([]);
      }),
      { numRuns: 3 * numRuns },
    );
  });
});

/** The same object with the value at the n-th place, counted through all depths, exchanged. */
function replaceNth(root: object, place: number, value: unknown): Record<string, unknown> {
  let left = place;
  const walk = (node: unknown): unknown => {
    if (left-- === 0) return value;
    if (Array.isArray(node)) return node.map(walk);
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(Object.entries(node).map(([key, entry]) => [key, walk(entry)]));
  };
  return Object.fromEntries(Object.entries(root).map(([key, entry]) => [key, walk(entry)]));
}
