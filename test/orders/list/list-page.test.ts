import { describe, expect, it } from 'vitest';
import { toPage } from '../../../src/orders/list/list-page.ts';
import type { JsonObject } from '../../../src/provider/reply.ts';
import { sizeInResult } from '../../../src/text.ts';

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

  it.each(['x'.repeat(25_000), '€'.repeat(8_300), '"'.repeat(8_300)])(
    'is shorter than asked for when its rows are large in both forms, and goes on behind them',
    text => {
      const large = Array.from({ length: 10 }, (_, id) => ({ id, text }));
      const page = toPage(large, { offset: 2, limit: 8, toRow });
      expect(page.rows.map(({ id }) => id)).toEqual([2, 3, 4]);
      expect(page.next_offset).toBe(5);
    },
  );

  it.each([{ text: '"\\\n' }, { name: 'Größe 🚀' }, { half: '\ud83d', '"key"': [null, 1.5] }])(
    'measures %j as it stands in a result',
    row => {
      const json = JSON.stringify(row);
      const bytes = Buffer.byteLength(JSON.stringify({ object: row, text: json }));
      expect(sizeInResult(json)).toBe(bytes - '{"object":,"text":}'.length);
    },
  );

  it('holds a row that alone is too large by what it is known by, and goes on behind it', () => {
    const huge = { order_id: 1, id: { no: 1 }, status: 200, text: 'x'.repeat(300_000) };
    const page = toPage([huge, { order_id: 2 }], { offset: 0, limit: 5, toRow });
    expect(page).toEqual({
      rows: [{ order_id: 1, status: 200, cut: '[cut: too large]' }],
      total: 2,
      next_offset: 1,
    });
    const next = toPage([{ order_id: 2 }, huge, { order_id: 3 }], { offset: 0, limit: 5, toRow });
    expect(next).toEqual({ rows: [{ order_id: 2 }], total: 3, next_offset: 1 });
  });
});
