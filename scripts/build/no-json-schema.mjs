// Zod can write a schema as JSON Schema, with code that every schema refers to, so that no bundler drops it. Nothing that is
// bundled asks for that: what tools and prompts advertise is written down. Here the converter is left out.
import { readFile } from 'node:fs/promises';

/** @type {import('esbuild').Plugin} */
export const noJsonSchema = {
  name: 'no-json-schema',
  setup(build) {
    build.onLoad(
      { filter: /[\\/]zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema)\.js$/ },
      async ({ path }) => {
        const text = await readFile(path, 'utf8');
        const names = [...text.matchAll(/^export (?:const|function|\{ \w+ as) (\w+)/gm)].map(
          ([, name]) => name,
        );
        return { contents: `${refusal}export { ${names.map(toExport).join(', ')} };` };
      },
    );
  },
};

const refusal = `
const refuse = () => { throw new Error('schemas are not converted to JSON Schema in the bundle'); };
const createRefusal = () => refuse;
`;

/** What makes a converter is asked for one when a schema is only looked at. @param {string} name */
function toExport(name) {
  return `${name.startsWith('create') ? 'createRefusal' : 'refuse'} as ${name}`;
}
