import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const buildsCommand = { globalSetup: ['test/global-setup.ts'] };
/** Runs beside others in `.ci/run`, where what each worker loads for itself costs more than its waiting. */
const longer = { ...buildsCommand, maxWorkers: 2 };
const special = ['test/kills/**', 'test/browser/**', 'test/pack/**', 'test/ledger/**', 'test/converters/**'];

/** Pages are imported as text, as the bundler does. */
const pagesAsText = {
  name: 'pages-as-text',
  enforce: 'pre' as const,
  load: (id: string) =>
    id.endsWith('.html') ? `export default ${JSON.stringify(readFileSync(id, 'utf8'))}` : undefined,
};

export default defineConfig({
  plugins: [pagesAsText],
  test: {
    // Files share a worker's modules, so whoever changes a global changes it back.
    isolate: false,
    // For two cores: a test that spawns a server mostly waits for it.
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'in-process',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.spawned.test.ts', ...special],
        },
      },
      {
        extends: true,
        test: {
          ...buildsCommand,
          name: 'spawned',
          include: ['test/**/*.spawned.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...longer,
          name: 'kills',
          include: ['test/kills/**/*.test.ts'],
          testTimeout: 480_000,
        },
      },
      {
        extends: true,
        test: {
          ...longer,
          name: 'ledger',
          include: ['test/ledger/**/*.test.ts'],
          testTimeout: 240_000,
        },
      },
      {
        extends: true,
        test: {
          ...longer,
          name: 'converters',
          include: ['test/converters/*.test.mjs'],
        },
      },
      {
        extends: true,
        test: { ...longer, name: 'browser', include: ['test/browser/**/*.test.ts'] },
      },
      {
        extends: true,
        // Other versions of Node are fetched the first time.
        test: {
          ...longer,
          globalSetup: ['test/pack/pack-package.ts'],
          name: 'pack',
          include: ['test/pack/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
