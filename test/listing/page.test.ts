import { describe, expect, it } from 'vitest';
import { toPage } from '../../src/listing/page.ts';
import type { JsonObject } from '../../src/provider/json.ts';

const rows = Array.from({ length: 10 }, (_, id) => ({ id }));
const toRow = (row: JsonObject) => row;

describe('a page', () => {
  it.each([
    [0, 3, [0, 1, 2], 3],
    [8, 3, [8, 9], undefined],
    [7, 3, [7, 8, 9], undefined],
    [0, 200, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], undefined],
    [10, 5, [], undefined],
    [99, 5, [], undefined],
  ])('from %i of %i rows holds %j, and goes on at %j', (offset, limit, ids, next) => {
    const page = toPage(rows, { offset, limit, toRow });
    expect(page.rows.map(({ id }) => id)).toEqual(ids);
    expect(page.total).toBe(10);
    expect(page.next_offset).toBe(next);
  });

  it('is shorter than asked for when its rows are large, and goes on behind its last row', () => {
    const large = Array.from({ length: 10 }, (_, id) => ({ id, text: 'x'.repeat(30_000) }));
    expect(toPage(large, { offset: 2, limit: 8, toRow })).toMatchObject({
      rows: [{ id: 2 }, { id: 3 }, { id: 4 }],
      next_offset: 5,
    });
  });

  it('holds one row, cut, when that alone is too large', () => {
    const page = toPage([{ id: 1, text: 'x'.repeat(300_000) }, { id: 2 }], { offset: 0, limit: 5, toRow });
    expect(page).toMatchObject({ rows: [{ id: 1, cut: '[cut: too large]' }], next_offset: 1 });
    expect(JSON.stringify(page).length).toBeLessThan(100_000);
  });
});
