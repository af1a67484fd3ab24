import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/kills/**/*.test.ts'], testTimeout: 480_000, globalSetup: ['test/global-setup.ts'] },
});
