import { expect, it } from 'vitest';
import { coalesceReads } from '../src/coalesce-reads.ts';

const never = () => new Promise<never>(() => {});

it('calls that come while one is under way share the next', async () => {
  let count = 0;
  const read = coalesceReads(async () => {
    count += 1;
    const own = count;
    await new Promise(resolve => setImmediate(resolve));
    return own;
  });
  expect(await Promise.all([read(), read(), read()])).toEqual([1, 2, 2]);
  expect(await read()).toBe(3);
});

it('calls go on after one that failed', async () => {
  const results = [() => Promise.reject(new Error('first')), async () => 'second'];
  const read = coalesceReads<string>(() => results.shift()?.() ?? never());
  const [first, second] = await Promise.allSettled([read(), read()]);
  expect([first?.status, second]).toEqual(['rejected', { status: 'fulfilled', value: 'second' }]);
});
