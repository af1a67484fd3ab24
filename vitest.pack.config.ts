import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/pack/**/*.test.ts'],
    // Other versions of Node are fetched the first time.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
