import { expect, test } from 'vitest';
import { complaintOf, type Given, readSettings } from './read-settings.ts';

const places: [string, Given, string][] = [
  ['Linux', {}, '/home/person/.local/state/vps-order-mcp'],
  ['Linux with XDG_STATE_HOME', { env: { XDG_STATE_HOME: '/state' } }, '/state/vps-order-mcp'],
  [
    'Linux with a relative XDG_STATE_HOME, which its specification ignores',
    { env: { XDG_STATE_HOME: 'state' } },
    '/home/person/.local/state/vps-order-mcp',
  ],
  ['macOS', { platform: 'darwin' }, '/home/person/Library/Application Support/vps-order-mcp'],
  [
    'Windows',
    { platform: 'win32', env: { LOCALAPPDATA: 'C:\\Users\\p\\AppData\\Local' } },
    'C:\\Users\\p\\AppData\\Local\\vps-order-mcp',
  ],
  ['a place of its own', { env: { VPS_STATE_DIR: '/srv/vps' } }, '/srv/vps'],
];

test.each(places)('the journal is kept where %s keeps state', (_, given, directory) => {
  expect(readSettings(given).stateDirectory).toBe(directory);
});

test.each<Given>([
  { homeDirectory: '' },
  { homeDirectory: '', platform: 'darwin' },
  { homeDirectory: '', platform: 'win32' },
  { homeDirectory: 'C:\\Users\\p', platform: 'win32', env: { LOCALAPPDATA: 'Local' } },
])('a journal that would be another one in each directory of a start is refused: %j', given => {
  expect(complaintOf(given)).toMatch(/^VPS_STATE_DIR has to be set/);
  expect(readSettings({ ...given, env: { VPS_STATE_DIR: '/srv/vps' } }).stateDirectory).toBe('/srv/vps');
});
