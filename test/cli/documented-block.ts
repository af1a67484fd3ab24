import { readFileSync } from 'node:fs';

const page = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8');

/** What stands below a heading of docs/clients.md. */
export function readSection(title: string): string {
  const [, section] = page.split(`\n## ${title}\n`);
  if (section === undefined) throw new Error(`docs/clients.md has no section "${title}"`);
  return section.split('\n## ')[0] ?? '';
}

/** The one code block of a section. */
export function readBlock(section: string): { language: string; text: string } {
  const blocks = [...section.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
  const [[, language, text] = []] = blocks;
  if (blocks.length !== 1 || language === undefined || text === undefined)
    throw new Error('a section has one code block');
  return { language, text };
}
