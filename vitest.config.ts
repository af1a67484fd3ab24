import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/kills/**', 'test/browser/**', 'test/pack/**'],
    testTimeout: 20_000,
    // Spawned servers mostly wait for each other, so every core gets a worker; Vitest would leave one out.
    maxWorkers: '100%',
    maxConcurrency: 24,
    globalSetup: ['test/global-setup.ts'],
  },
});
