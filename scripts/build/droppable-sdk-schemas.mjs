// The MCP SDK builds some two hundred zod schemas when it loads that nothing here uses: most only for its `specTypeSchemas`
// table. Its code says nowhere that building one has no effect beside it, so a bundler has to keep them all. Here they are
// marked as free of effects, and the table goes; esbuild then drops what nobody uses, and what is used runs as published.
// A release of the SDK that is written differently fails the build. docs/sdk-request.md asks for the same upstream.
import { readFile } from 'node:fs/promises';

const changes = [
  { files: /[\\/]@modelcontextprotocol[\\/]core[\\/]dist[\\/](schemas|auth)-.*\.mjs$/, edit: allowDropping },
  { files: /[\\/]@modelcontextprotocol[\\/](server|client)[\\/]dist[\\/]src-.*\.mjs$/, edit: dropTable },
];

/** @type {import('esbuild').Plugin} */
export const droppableSdkSchemas = {
  name: 'droppable-sdk-schemas',
  setup(build) {
    const pending = new Set(changes);
    for (const change of changes) {
      build.onLoad({ filter: change.files }, async ({ path }) => {
        pending.delete(change);
        return { contents: change.edit(await readFile(path, 'utf8')) };
      });
    }
    build.onEnd(() => ({
      errors: [...pending].map(({ files }) => ({ text: `no file is called like ${files}` })),
    }));
  },
};

// In the SDK's files the inner lines of a statement are indented deeper than its first line, or begin with a bracket.

/** @param {string} text */
function allowDropping(text) {
  const constant = /^const (\w+Schema) = ((?:.*\n(?=[\t}\])]))*.*);$/gm;
  return replace(text, { pattern: constant, atLeast: 10, by: 'const $1 = /* @__PURE__ */ (() => $2)();' });
}

/** @param {string} text */
function dropTable(text) {
  return replace(text, { pattern: /^for \(const .*\) register\(.*\);$/gm, atLeast: 2, by: '' });
}

/** @param {string} text @param {{ pattern: RegExp, atLeast: number, by: string }} change */
function replace(text, { pattern, atLeast, by }) {
  const found = text.match(pattern)?.length ?? 0;
  if (found < atLeast) throw new Error(`${found} places like ${pattern}, and not ${atLeast} or more`);
  return text.replace(pattern, by);
}
