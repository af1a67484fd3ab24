import { readFile } from 'node:fs/promises';

/**
 * Keeps all that start-up needs in one chunk. Whatever is loaded later runs in a process that has loaded the entry, which
 * esbuild does not see: without this import it splits the start into a chunk for each set of later entries that share one.
 *
 * @param {{ entry: string, lazyEntries: ReadonlySet<string> }} files absolute paths
 * @returns {import('esbuild').Plugin}
 */
export function oneStartChunk({ entry, lazyEntries }) {
  return {
    name: 'one-start-chunk',
    setup(build) {
      build.onLoad({ filter: /./, namespace: 'file' }, async ({ path }) => {
        if (!lazyEntries.has(path)) return undefined;
        const text = await readFile(path, 'utf8');
        const start = `import ${JSON.stringify(entry)};`;
        return path.endsWith('.html')
          ? { contents: `${start}\nexport default ${JSON.stringify(text)};`, loader: 'js' }
          : { contents: `${text}\n${start}\n`, loader: 'default' };
      });
    },
  };
}
