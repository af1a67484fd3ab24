import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/kills/**', 'test/browser/**', 'test/pack/**'],
    testTimeout: 20_000,
    // Spawned servers mostly wait for each other, so a core serves two workers; Vitest would leave one core out.
    maxWorkers: 2 * availableParallelism(),
    maxConcurrency: 24,
    globalSetup: ['test/global-setup.ts'],
  },
});
