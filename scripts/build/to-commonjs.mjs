import { transform } from 'esbuild';

/**
 * A chunk as CommonJS, with its map. Node loads that faster, and needs less memory for it, than an ES module; esbuild however
 * splits nothing but ES modules into chunks.
 *
 * @param {{ text: string, map: string, banner: string }} chunk `banner` comes first; as an ES module the chunk was strict.
 * @returns {Promise<{ text: string, map: string }>}
 */
export async function toCommonJs({ text, map, banner }) {
  const [exported = '', names] = /export\{([^}]*)\};\s*$/.exec(text) ?? [];
  // Ahead of the rest, where it also shows that this is CommonJS although it may hold texts that look like ES modules.
  const head = names ? `module.exports={${names.split(',').map(toGetter)}};\n` : '';
  const { mappings, ...sources } = JSON.parse(map);
  // Each semicolon ends a line.
  const shifted = JSON.stringify({ ...sources, mappings: head ? `;${mappings}` : mappings });
  const inlineMap = `//# sourceMappingURL=data:application/json;base64,${Buffer.from(shifted).toString('base64')}`;
  const { code, map: newMap } = await transform(`${head}${text.replace(exported, '')}\n${inlineMap}\n`, {
    format: 'cjs',
    target: 'node20.18',
    minify: true,
    sourcemap: 'external',
    banner,
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
