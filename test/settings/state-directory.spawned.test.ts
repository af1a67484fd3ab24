import { expect, test } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';
import { runProcess } from '../kit/server-process.ts';
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

const noHome = () => '';
const homeless: Given[] = [
  { findHome: noHome },
  {
    findHome: () => {
      throw new Error('ENOENT: no such entry in the passwd file');
    },
  },
  { findHome: noHome, platform: 'darwin' },
  { findHome: noHome, platform: 'win32' },
  { platform: 'win32', env: { LOCALAPPDATA: 'Local' } },
];

test.each(homeless)(
  'a journal that would be another one in each directory of a start is refused: %j',
  given => {
    expect(complaintOf(given)).toMatch(/^VPS_STATE_DIR has to be set/);
    expect(readSettings({ ...given, env: { VPS_STATE_DIR: '/srv/vps' } }).stateDirectory).toBe('/srv/vps');
  },
);

test.each(homeless)('the sandbox makes do with a temporary directory: %j', given => {
  const env = { ...given.env, VPS_SANDBOX: '1' };
  expect(readSettings({ ...given, env }).stateDirectory).toBe('/tmp/made');
});

test.each<Given>([
  { env: { VPS_STATE_DIR: '/srv/vps' } },
  { env: { XDG_STATE_HOME: '/state' } },
  { platform: 'win32', env: { LOCALAPPDATA: 'C:\\Local' } },
])('the home directory is looked up only where it is needed: not for %j', given => {
  const findHome = () => {
    throw new TypeError('looked up');
  };
  expect(readSettings({ ...given, findHome })).toEqual(readSettings(given));
});

test('a start without a home directory and an account works with VPS_STATE_DIR', async () => {
  const preload =
    'data:text/javascript,process.getBuiltinModule("node:os").homedir=()=>{throw new Error("ENOENT")};process.getBuiltinModule("node:module").syncBuiltinESMExports()';
  const nodeArgs = ['--import', preload];
  const served = await runProcess({ nodeArgs });
  expect([served.code, served.stderr]).toEqual([0, '']);
  const refused = await runProcess({ nodeArgs, env: { VPS_STATE_DIR: '' } });
  expect([refused.code, refused.stderr]).toEqual([
    2,
    'vps-order-mcp: VPS_STATE_DIR has to be set: there is no home directory to keep the order journal in.\n',
  ]);
  const env = { VPS_STATE_DIR: '', TMPDIR: createStateDirectory() };
  const sandbox = await runProcess({ nodeArgs, env, args: ['--sandbox'] });
  expect([sandbox.code, sandbox.stderr]).toEqual([0, '']);
});
