import { readFileSync } from 'node:fs';

export const clientsPage = readFileSync(new URL('../../docs/clients.md', import.meta.url), 'utf8');

/** What stands below a heading of docs/clients.md. */
export function readSection(title: string): string {
  const [, section] = clientsPage.split(`\n## ${title}\n`);
  if (section === undefined) throw new Error(`docs/clients.md has no section "${title}"`);
  return section.split('\n## ')[0] ?? '';
}

/** The page with another text in the first code block below a heading. */
export function replaceBlock(page: string, title: string, text: string): string {
  const [before, section] = page.split(`\n## ${title}\n`);
  if (section === undefined) throw new Error(`The page has no section "${title}"`);
  const replaced = section.replace(
    /^```(json|toml|js)\n[\s\S]*?^```$/m,
    (_, language) => `\`\`\`${language}\n${text}\`\`\``,
  );
  return `${before}\n## ${title}\n${replaced}`;
}
