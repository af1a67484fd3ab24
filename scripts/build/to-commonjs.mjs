import { transform } from 'esbuild';

/**
 * A chunk as CommonJS, with its map. Node loads that faster, and needs less memory for it, than an ES module; esbuild however
 * splits nothing but ES modules into chunks.
 *
 * @param {{ text: string, map: string }} chunk
 * @returns {Promise<{ text: string, map: string }>}
 */
export async function toCommonJs({ text, map }) {
  const body = text.replace(
    /export\{([^}]*)\};\s*$/,
    (_, names) => `module.exports={${names.split(',').map(toGetter)}};`,
  );
  const inlineMap = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(map).toString('base64')}`;
  const { code, map: newMap } = await transform(`${body}\n${inlineMap}\n`, {
    format: 'cjs',
    target: 'node20.18',
    minify: true,
    sourcemap: 'external',
    // As in the ES module that it was.
    banner: '"use strict";',
    // A chunk that is loaded later is required then: to import it would load Node's loader of ES modules.
    supported: { 'dynamic-import': false },
    logLevel: 'warning',
  });
  return { text: code, map: newMap };
}

/** @param {string} exported such as `e as a` */
function toGetter(exported) {
  const [local, name = local] = exported.split(' as ');
  return `get ${name}(){return ${local}}`;
}
