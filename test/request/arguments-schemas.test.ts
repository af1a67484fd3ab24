import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { toProblems } from '../../src/request/problems.ts';
import { orderCancel } from '../../src/tools/order-cancel.ts';
import { orderList } from '../../src/tools/order-list.ts';
import { orderStatus } from '../../src/tools/order-status.ts';
import { serverList } from '../../src/tools/server-list.ts';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };
import { createExampleRequest } from './example-request.ts';
import { explain } from './explain.ts';

const schemas = {
  order_create: orderRequestSchema,
  order_status: orderStatus.argumentsSchema,
  order_list: orderList.argumentsSchema,
  order_cancel: orderCancel.argumentsSchema,
  server_list: serverList.argumentsSchema,
};

type Node = {
  description?: string;
  properties?: Record<string, Node | undefined>;
  items?: Node;
  required?: string[];
};

function listNodes(node: Node, path: string): [path: string, node: Node][] {
  const properties = Object.entries(node.properties ?? {});
  return [
    [path, node],
    ...properties.flatMap(([name, child = {}]) => listNodes(child, `${path}.${name}`)),
    ...(node.items ? listNodes(node.items, `${path}[]`) : []),
  ];
}

describe.each(toolList)('what $name advertises', ({ name, inputSchema }) => {
  test('describes every field in short sentences', () => {
    const nodes = listNodes(inputSchema as Node, name);
    const fields = nodes.filter(([path]) => path.includes('.') && !path.endsWith('[]'));
    expect(fields.length).toBeGreaterThan(1);
    for (const [path, { description }] of fields) {
      expect(description, path).toMatch(/^["\p{L}\d].*\.$/u);
      expect(description, path).not.toMatch(/[A-Z]{6}/u);
      expect(description?.length, path).toBeLessThanOrEqual(160);
    }
  });
});

test('what is advertised as required is what has no default and no question mark', () => {
  const required = toolList.map(({ name, inputSchema }) => [name, (inputSchema as Node).required ?? []]);
  expect(Object.fromEntries(required)).toEqual({
    order_create: ['items'],
    order_status: ['order_id'],
    order_list: [],
    order_cancel: ['order_id'],
    server_list: [],
  });
});

test('lists start at the first row and hold fifty unless told otherwise', () => {
  expect(orderList.argumentsSchema.parse({})).toEqual({ limit: 50, offset: 0 });
  expect(serverList.argumentsSchema.parse({})).toEqual({ limit: 50, offset: 0 });
  expect(serverList.argumentsSchema.parse({ order_item_id: 7, limit: 200, offset: 400 })).toEqual({
    order_item_id: '7',
    limit: 200,
    offset: 400,
  });
});

test.each([
  ['order_list', { limit: 0 }, 'limit: 0 is not a whole number from 1 to 200.'],
  ['order_list', { limit: 201 }, 'limit: 201 is not a whole number from 1 to 200.'],
  ['order_list', { limit: 1.5 }, 'limit: 1.5 is not a whole number from 1 to 200.'],
  ['server_list', { offset: -1 }, 'offset: -1 is not a whole number of at least 0.'],
  ['order_status', { order_id: 1, wait_seconds: 46 }, 'wait_seconds: 46 is not a number from 0 to 45.'],
  ['order_cancel', null, 'arguments: is of type null; give an object.'],
  ['order_create', [], 'arguments: is of type array; give an object.'],
] as const)('%s refuses %j', (name, value, problem) => {
  expect(explain(schemas[name], value)).toContain(problem);
});

const junk = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.bigInt(), fc.constant(undefined));

test('nothing that may stand as arguments makes a schema throw', () => {
  fc.assert(
    fc.property(junk, fc.constantFrom(...Object.values(schemas)), (value, schema) => {
      const { error } = schema.safeParse(value);
      if (error) expect(toProblems(error)).not.toBe('');
    }),
  );
});

const exampleText = JSON.stringify(createExampleRequest());
const places = exampleText.match(/"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?/g)?.length ?? 0;

test('junk in any place of a sound request is accepted or refused by name, and never throws', () => {
  fc.assert(
    fc.property(fc.nat(places - 1), fc.jsonValue(), (place, value) => {
      let seen = 0;
      const text = exampleText.replace(/"(?:[^"\\]|\\.)*"|\d+(?:\.\d+)?/g, (part, offset) => {
        if (seen++ !== place) return part;
        const isKey = exampleText[offset + part.length] === ':';
        return isKey ? JSON.stringify(JSON.stringify(value)) : JSON.stringify(value);
      });
      const { error } = orderRequestSchema.safeParse(JSON.parse(text));
      if (error) expect(toProblems(error)).toMatch(/^(arguments|items|reference)/);
    }),
  );
});
