import { expect, it } from 'vitest';
import type { Settings } from '../../src/settings/load-settings.ts';
import { chooseStart, renderJournalCommand, renderTypedCommand } from '../../src/settings/shell-command.ts';
import { parseJournalUrl } from '../../src/settings/value-parsers.ts';
import { readSettings } from './read-settings.ts';

const program = '/usr/bin/node';
const inPackage = [
  '/usr/lib/node_modules/vps-order-mcp/dist/main.js',
  '/home/person/.npm/_npx/0123/node_modules/vps-order-mcp/dist/main.js',
  'C:\\Users\\person\\AppData\\npm\\node_modules\\vps-order-mcp\\dist\\main.js',
];
const elsewhere = [
  '/home/person/vps-order-mcp/dist/main.js',
  '/home/person/my_node_modules/vps-order-mcp/dist/main.js',
  'C:\\Users\\person\\vps-order-mcp\\dist\\main.js',
];

it.each(inPackage)('%s, once released, is started by its name and version', script => {
  const start = chooseStart([program, script], '1.2.3');
  expect(start).toEqual(['npx', '-y', 'vps-order-mcp@1.2.3']);
});

it.each(elsewhere)('%s is started by its path, released or not', script => {
  for (const releasedVersion of [undefined, '1.2.3'])
    expect(chooseStart([program, script], releasedVersion)).toEqual([program, script]);
});

it.each(inPackage)('%s, before the release, is started by its path, whoever has the name', script => {
  expect(chooseStart([program, script], undefined)).toEqual([program, script]);
});

it('a word that a shell would read is quoted', () => {
  expect(renderTypedCommand(['node', "/it's here/main.js"], 'config', 'CLIENT')).toBe(
    "node '/it'\\''s here/main.js' config CLIENT",
  );
});

it('the journal that is meant is spelled out, but for a URL that holds a password', () => {
  const files = readSettings({ env: { VPS_ACCOUNT: 'team', VPS_STATE_DIR: '/var/lib/orders' } });
  const journalDatabase = parseJournalUrl('postgres://vps:secret-word@localhost/orders');
  const render = (settings: Settings) =>
    renderJournalCommand(['vps-order-mcp'], { words: ['journal'], settings });
  expect(render(files)).toBe('vps-order-mcp journal --account team --state-dir /var/lib/orders');
  expect(render({ ...files, journalDatabase, journalUrlFile: '/run/url' })).toBe(
    'vps-order-mcp journal --account team --journal-url-file /run/url',
  );
  expect(render({ ...files, journalDatabase })).toBe(
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a shell reads it
    'VPS_JOURNAL_URL="${VPS_JOURNAL_URL:?}" vps-order-mcp journal --account team',
  );
});
