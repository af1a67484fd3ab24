import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The licences of the packages whose code is in a bundle, as one text that travels along with it.
 * @param {{ metafile: Pick<import('esbuild').Metafile, 'outputs'>, root: string }} of `root` is what the metafile's paths start at.
 * @returns {string}
 * @throws {Error} for a bundled package that states no licence.
 */
export function collectLicences({ metafile, root }) {
  const directories = new Set(
    Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
  );
  const packages = [...directories].map(directory => readPackage(path.join(root, directory)));
  packages.sort((a, b) => a.title.localeCompare(b.title, 'en'));
  const sections = packages.map(({ title, licence, text }) => `${title} (${licence})\n\n${text}\n`);
  const head =
    'This program contains the following packages, minified and without the parts that it does not use.\n';
  return [head, ...sections].join(`\n${'-'.repeat(72)}\n\n`);
}

/** @param {string} directory */
function readPackage(directory) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(directory, 'package.json'), 'utf8'));
  const title = `${name} ${version}`;
  const files = readdirSync(directory).filter(file => /^(?:licen[cs]e|copying|notice)/i.test(file));
  const texts = files.map(file => readFileSync(path.join(directory, file), 'utf8').trim());
  const text = texts.length > 0 ? texts.join('\n\n') : findInReadme(directory);
  if (typeof license !== 'string' || text === '')
    throw new Error(`${title} is bundled and states no licence: find out whether it may be, and under what.`);
  return { title, licence: license, text };
}

/** Some packages state their licence at the end of their README alone. @param {string} directory */
function findInReadme(directory) {
  const file = readdirSync(directory).find(name => /^readme/i.test(name));
  const readme = file === undefined ? '' : readFileSync(path.join(directory, file), 'utf8');
  return /^## licen[cs]e\n([\s\S]*)/im.exec(readme)?.[1]?.trim() ?? '';
}
