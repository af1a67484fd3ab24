import { expect, test } from 'vitest';
import { orderIdSchema, orderItemIdOrAllSchema, orderItemIdSchema } from '../../src/request/ids.ts';
import { explain } from './explain.ts';

const schemas = [orderIdSchema, orderItemIdSchema, orderItemIdOrAllSchema];

test.each([
  [73, '73'],
  ['73', '73'],
  ['0073', '73'],
  [Number.MAX_SAFE_INTEGER, '9007199254740991'],
  ['9007199254740993', '9007199254740993'],
  ['99999999999999999999', '99999999999999999999'],
])('%j comes out as %j', (id, digits) => {
  for (const schema of schemas) expect(schema.parse(id)).toBe(digits);
});

test.each([-1, 1.5, 2 ** 53, '', ' 73', '7 3', '+73', '0x49', '7e3', '１２', '1'.repeat(21), '73\n', 'all'])(
  '%j is refused',
  id => {
    for (const schema of schemas)
      expect(explain(schema, id)).toMatch(
        / is not an id; give (a positive whole number, or 1–20 digits as text|a whole number, 0 or more, or 1–20 digits as text|the id of one item, or leave it out .+)\.$/,
      );
  },
);

test.each([
  [null, 'null does not fit'],
  [true, 'true does not fit'],
  [[73], 'a list does not fit'],
  [undefined, 'is missing'],
])('%j is refused by its kind', (id, problem) => {
  for (const schema of schemas) expect(explain(schema, id)).toContain(problem);
});

test.each([0, '0', '000'])('%j stands for all items, where that is meant, and is no id', id => {
  expect(orderItemIdOrAllSchema.parse(id)).toBe('0');
  for (const schema of [orderIdSchema, orderItemIdSchema])
    expect(explain(schema, id)).toContain('is not an id');
});
