import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutJson, cutMark, sizeInResult } from '../../src/provider/cut-json.ts';
import type { Json } from '../../src/provider/json.ts';

describe('cutting a value to a size', () => {
  it('leaves alone what fits', () => {
    const value = { a: [1, 'x', null], b: { c: true } };
    expect(cutJson(value, sizeInResult(value))).toBe(value);
  });

  it('keeps the small members of an object with one huge one, in their order, and marks it', () => {
    const trace = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`line_${index}`, index]));
    const cut = cutJson({ trace, note: 'x'.repeat(100_000), order_id: 73, status: 200 }, 4_000);
    expect(cut).toMatchObject({
      order_id: 73,
      status: 200,
      cut: cutMark,
      trace: { line_0: 0, cut: cutMark },
    });
    expect(Object.keys(cut as object)).toEqual(['trace', 'order_id', 'status', 'cut']);
  });

  it('keeps the first elements of an array, and ends it with a mark of the same kind', () => {
    const rows = Array.from({ length: 1_000 }, (_, id) => ({ id }));
    const cut = cutJson(rows, 2_000) as Json[];
    expect(cut.slice(0, 3)).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
    expect(cut.at(-1)).toEqual({ cut: cutMark });
    expect((cutJson(Array(1_000).fill('x'), 1_000) as Json[]).at(-1)).toBe(cutMark);
  });

  it('cuts an element that is too large by itself', () => {
    const cut = cutJson([{ id: 1, note: 'x'.repeat(10_000) }], 2_000) as Json[];
    expect(cut[0]).toMatchObject({ id: 1, cut: cutMark });
  });

  it('measures what both forms of a result take, and stops where it is known to be too much', () => {
    const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.dictionary(text, text)), value => {
        const twice = bytes(value) + bytes(JSON.stringify(value));
        expect(sizeInResult(value)).toBeGreaterThanOrEqual(twice - 2);
        expect(sizeInResult(value)).toBeLessThanOrEqual(2 * twice);
        expect(sizeInResult(value, 100) > 100).toBe(sizeInResult(value) > 100);
      }),
    );
    expect(sizeInResult({ a: undefined, b: 'x"y' })).toBeLessThan(40);
  });

  it('takes no longer for a huge tree than for its first parts', () => {
    const members = (count: number, value: Json) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key_${index}`, value]));
    const leaf = members(400, 'x'.repeat(400));
    let deep: Json = members(100, leaf);
    for (let level = 0; level < 20; level++) deep = { ...leaf, deep, other: deep };
    const startedAt = performance.now();
    expect(sizeInResult(cutJson(deep, 200_000))).toBeLessThanOrEqual(200_000);
    expect(sizeInResult(cutJson(members(200, leaf), 200_000))).toBeLessThanOrEqual(200_000);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it('always comes below the size, whatever the value', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3_000 });
    const value = fc.oneof(
      fc.jsonValue({ maxDepth: 5 }),
      fc.dictionary(text, text),
      fc.array(fc.dictionary(fc.string(), text), { maxLength: 50 }),
    );
    fc.assert(
      fc.property(value, fc.integer({ min: 600, max: 10_000 }), (json, maxBytes) => {
        expect(sizeInResult(cutJson(json as Json, maxBytes))).toBeLessThanOrEqual(maxBytes);
      }),
      { numRuns: 300 },
    );
  });
});
