import { describe, expect, test } from 'vitest';
import { orderIdSchema, orderItemIdOrAllSchema, orderItemIdSchema } from '../../src/request/ids.ts';
import { toProblems } from '../../src/request/problems.ts';

describe.each([
  ['orderIdSchema', orderIdSchema],
  ['orderItemIdSchema', orderItemIdSchema],
])('%s', (_, schema) => {
  test.each([
    [73, '73'],
    ['73', '73'],
    ['0073', '73'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['9007199254740993', '9007199254740993'],
    ['99999999999999999999', '99999999999999999999'],
  ])('%j comes out as %j', (id, digits) => {
    expect(schema.parse(id)).toBe(digits);
    expect(schema.parse(digits)).toBe(digits);
  });

  test.each([0, -1, 1.5, '0', '000', '', ' 73', '7 3', '+73', '0x49', '7e3', '１２', '1'.repeat(21), '73\n'])(
    '%j is refused',
    id => {
      const { error } = schema.safeParse(id);
      expect(error && toProblems(error)).toMatch(
        / is not an id; give (a positive whole number, or 1–20 digits as text|the id of one item, or leave it out .+)\.$/,
      );
    },
  );

  test.each([
    [2 ** 53, 'is too large for a JSON number to be exact; give its digits as text'],
    [null, 'null does not fit'],
    [true, 'true does not fit'],
    [[73], 'a list does not fit'],
    [undefined, 'is missing'],
  ])('%j is refused by its kind', (id, problem) => {
    const { error } = schema.safeParse(id);
    expect(error && toProblems(error)).toContain(problem);
  });
});

test.each([
  [0, '0'],
  ['0', '0'],
  ['000', '0'],
  [1293, '1293'],
])('orderItemIdOrAllSchema takes %j as %j', (id, digits) => {
  expect(orderItemIdOrAllSchema.parse(id)).toBe(digits);
});

test.each([-1, 0.5, 'all'])('orderItemIdOrAllSchema refuses %j', id => {
  const { error } = orderItemIdOrAllSchema.safeParse(id);
  expect(error && toProblems(error)).toContain('is not an id; give a whole number, 0 or more');
});
