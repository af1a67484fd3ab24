import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { commands } from '../../src/cli/commands.ts';
import { parseCommandLine } from '../../src/cli/parse-command-line.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const pages = ['', 'docs/', '.github/'].flatMap(folder =>
  readdirSync(path.join(root, folder))
    .filter(name => name.endsWith('.md'))
    .map(name => folder + name),
);

const names = commands.map(({ name }) => name).join('|');

function readPage(page: string): string {
  return readFileSync(path.join(root, page), 'utf8');
}

/** The anchors of a page's headings, as GitHub and npm make them. */
function listAnchors(text: string): string[] {
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return [...prose.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What a link leads to that is not there: a file, or a heading in it. */
function findDeadLinks(page: string): string[] {
  const text = readPage(page);
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#?([^)]*)\)/g)];
  return links
    .filter(([, target = '', anchor = '']) => {
      const file = target === '' ? page : path.join(path.dirname(page), target);
      if (!existsSync(path.join(root, file))) return true;
      return anchor !== '' && !listAnchors(readPage(file)).includes(anchor);
    })
    .map(([link]) => link);
}

describe.each(pages)('%s', page => {
  it('has no link to a file or a heading that is not there', () => {
    expect(findDeadLinks(page)).toEqual([]);
  });

  it('names no file of this project that is not there', () => {
    const paths = readPage(page).matchAll(/`((?:src|test|docs|examples|scripts|mcpb)\/[\w./-]+)`/g);
    expect(
      [...paths].map(([, file = '']) => file).filter(file => !existsSync(path.join(root, file))),
    ).toEqual([]);
  });

  it('prints no command that nobody has before the package is installed', () => {
    expect(readPage(page)).not.toMatch(/`(?:npx (?:-y )?)?vps-order-mcp [a-z-]/);
  });

  it('names commands and options that exist', () => {
    const named = new RegExp(`\`(?:node dist/main\\.js ?)?((?:${names})(?: [^\`]+)?)\``, 'g');
    for (const [, typed = ''] of readPage(page).matchAll(named))
      expect(() => parseCommandLine(typed.split(' ')), typed).not.toThrow();
  });

  it.skipIf(page === 'docs/performance.md')('says of no command how long it takes', () => {
    const rows = readPage(page).split('\n');
    expect(rows.filter(row => /`(?:npm|npx|\.ci)\b.*\d (?:s|seconds|minutes?)\b/.test(row))).toEqual([]);
  });
});

it('a link to a heading that is not there is noticed', () => {
  expect(listAnchors('# One, two: `three`\n\n```sh\n# no heading\n```\n')).toEqual(['one-two-three']);
});
