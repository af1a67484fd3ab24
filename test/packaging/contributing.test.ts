import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../..', import.meta.url));
const contributing = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8');
const source = path.join(root, 'src');

const [, layout = ''] = /## Layout\n([\s\S]*?)\n## /.exec(contributing) ?? [];
const rooms = [...layout.matchAll(/^\| `([\w.-]+)\/?` \|/gm)].map(([, room = '']) => room);

function toRoom(file: string): string {
  return path.relative(source, file).split(path.sep)[0] ?? '';
}

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => path.join(source, file));

it('CONTRIBUTING.md names every room', () => {
  expect(rooms.toSorted()).toEqual([...new Set(files.map(toRoom))].sort());
});

it('imports point downwards in the table of CONTRIBUTING.md', () => {
  const upwards = files.flatMap(file => {
    const imports = [...readFileSync(file, 'utf8').matchAll(/(?:from|import)[\s(]*'(\.[^']+)'/g)];
    const from = toRoom(file);
    return imports
      .map(([, specifier = '']) => toRoom(path.resolve(path.dirname(file), specifier)))
      .filter(to => to !== from && rooms.indexOf(to) < rooms.indexOf(from))
      .map(to => `${path.relative(source, file)} imports from ${to}`);
  });
  expect(upwards).toEqual([]);
});

it('the sandbox imports nothing of the other rooms', () => {
  const own = files.filter(file => toRoom(file) === 'sandbox').map(file => readFileSync(file, 'utf8'));
  for (const text of own) expect(text).not.toMatch(/from '\.\.\//);
});

it('CONTRIBUTING.md names scripts that exist', () => {
  const named = [...contributing.matchAll(/`npm (?:run )?([\w-]+)`/g)].map(([, script = '']) => script);
  const known = ['ci', ...Object.keys(packageJson.scripts)];
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter(script => !known.includes(script))).toEqual([]);
});

it('CONTRIBUTING.md says how to run each script that a person runs', () => {
  const byItself = ['dependencies', 'prepack'];
  const scripts = Object.keys(packageJson.scripts).filter(script => !byItself.includes(script));
  const [, table = ''] = /## Run everything\n([\s\S]*?)\n## /.exec(contributing) ?? [];
  for (const script of scripts) expect(table).toMatch(new RegExp(`^\\| \`npm (?:run )?${script}\` \\|`, 'm'));
});
