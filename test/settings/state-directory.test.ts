import { expect, test } from 'vitest';
import { type Given, readSettings } from './read-settings.ts';

const places: [string, Given, string][] = [
  ['Linux', {}, '/home/person/.local/state/vps-order-mcp'],
  ['Linux with XDG_STATE_HOME', { env: { XDG_STATE_HOME: '/state' } }, '/state/vps-order-mcp'],
  [
    'Linux with a relative XDG_STATE_HOME, which its specification ignores',
    { env: { XDG_STATE_HOME: 'state' } },
    '/home/person/.local/state/vps-order-mcp',
  ],
  ['macOS', { platform: 'darwin' }, '/home/person/Library/Application Support/vps-order-mcp'],
  ['a place of its own', { env: { VPS_STATE_DIR: '/srv/vps' } }, '/srv/vps'],
];

test.each(places)('the journal is kept where %s keeps state', (_, given, directory) => {
  expect(readSettings(given).stateDirectory).toBe(directory);
});
