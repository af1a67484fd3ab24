// The MCP SDK builds some two hundred zod schemas when it loads, most of them only for its `specTypeSchemas` table, which
// nothing here uses, and another hundred and fifty with the first message, of which a session uses ten. That is a third of
// the start-up time. Here the first become constants that esbuild can drop, and the others are built when they are used.
// Nothing else changes; a release of the SDK that is written differently fails the build.
import { readFile } from 'node:fs/promises';

const changes = [
  { files: /[\\/]@modelcontextprotocol[\\/]core[\\/]dist[\\/](schemas|auth)-.*\.mjs$/, edit: allowDropping },
  { files: /[\\/]@modelcontextprotocol[\\/](server|client)[\\/]dist[\\/]src-.*\.mjs$/, edit: buildOnUse },
];

/** @type {import('esbuild').Plugin} */
export const lazySdkSchemas = {
  name: 'lazy-sdk-schemas',
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

const helpers = `
const __once = make => { let value; return () => (value ??= make()); };
const __lazily = makers => Object.create(null, Object.fromEntries(
  Object.entries(makers).map(([name, make]) => [name, { enumerable: true, get: __once(make) }]),
));
`;

/** @param {string} text */
function buildOnUse(text) {
  const withoutTable = replace(text, { pattern: /^for \(const .*\) register\(.*\);$/gm, atLeast: 2, by: '' });
  const constant = /^\tconst (\w+Schema\$1) = ((?:.*\n(?=\t[\t}\])]))*.*);$/gm;
  const schemas = replaceFunction(withoutTable, 'build$1', body => {
    const constants = replace(body, { pattern: constant, atLeast: 100, by: 'const $1 = __once(() => $2);' });
    const uses = replace(constants, { pattern: /\w+Schema\$1(?! = __once)/g, atLeast: 100, by: '$&()' });
    const [building, result, ...others] = uses.split('\n\treturn {\n');
    if (!result?.endsWith('\n\t};') || others.length > 0)
      throw new Error('build$1 does not end with one result');
    const makers = replace(result, { pattern: /^\t\t\w+: /gm, atLeast: 100, by: '$&() => ' });
    return `${building}\n\treturn __lazily({\n${makers.replace(/\};$/, '});')}`;
  });
  const byMethod = replaceFunction(schemas, 'registryMaps', body =>
    replace(body, { pattern: /^\t\t\t(\S+): (s\.\w+)(?=,?$)/gm, atLeast: 40, by: 'get $1() { return $2; }' }),
  );
  return byMethod + helpers;
}

/** @param {string} text @param {string} name @param {(body: string) => string} edit */
function replaceFunction(text, name, edit) {
  const start = text.indexOf(`\nfunction ${name}() {\n`);
  const end = text.indexOf('\n}\n', start);
  if (start < 0 || end < 0) throw new Error(`there is no function ${name}`);
  return text.slice(0, start) + edit(text.slice(start, end)) + text.slice(end);
}

/** @param {string} text @param {{ pattern: RegExp, atLeast: number, by: string }} change */
function replace(text, { pattern, atLeast, by }) {
  const found = text.match(pattern)?.length ?? 0;
  if (found < atLeast) throw new Error(`${found} places like ${pattern}, and not ${atLeast} or more`);
  return text.replace(pattern, by);
}
