import { describe, expect, it, test } from 'vitest';
import { complaintOf, type Given, readSettings } from './read-settings.ts';

const token = (text: string) => ({ kind: 'token', token: text });
const basic = { kind: 'basic', username: 'person', password: 'pass word' };

const usable: [string, Given, object | undefined][] = [
  ['a token', { env: { VPS_API_TOKEN: 'abc' } }, token('abc')],
  ['a token with blanks around it', { env: { VPS_API_TOKEN: ' \tabc \r\n' } }, token('abc')],
  [
    'a token file',
    { env: { VPS_API_TOKEN_FILE: '/run/token' }, files: { '/run/token': 'abc\n' } },
    token('abc'),
  ],
  ['a token file given by flag', { args: ['--api-token-file', '/t'], files: { '/t': 'abc' } }, token('abc')],
  [
    'a user name with a password',
    { env: { VPS_API_USERNAME: ' person ', VPS_API_PASSWORD: 'pass word' } },
    basic,
  ],
  [
    'a user name with a password file',
    {
      env: { VPS_API_USERNAME: 'person', VPS_API_PASSWORD_FILE: '/run/password' },
      files: { '/run/password': 'pass word\n' },
    },
    basic,
  ],
  [
    'a token beside a user name and password',
    { env: { VPS_API_TOKEN: 'abc', VPS_API_USERNAME: 'person', VPS_API_PASSWORD: 'pass word' } },
    token('abc'),
  ],
  ['nothing', {}, undefined],
  ['a user name alone', { env: { VPS_API_USERNAME: 'person' } }, undefined],
  ['a password alone', { env: { VPS_API_PASSWORD: 'pass word' } }, undefined],
  [
    'a token that was not filled in beside a user name and password',
    { env: { VPS_API_TOKEN: '$'.concat('{X}'), VPS_API_USERNAME: 'person', VPS_API_PASSWORD: 'pass word' } },
    basic,
  ],
];

test.each(usable)('%s is read', (_, given, credentials) => {
  expect(readSettings(given).credentials).toEqual(credentials);
});

const unusable: [string, Given, string][] = [
  ['a token with a line break inside', { env: { VPS_API_TOKEN: 'abc\ndef' } }, 'VPS_API_TOKEN holds'],
  [
    'a token file with two lines',
    { env: { VPS_API_TOKEN_FILE: '/t' }, files: { '/t': 'abc\ndef\n' } },
    'VPS_API_TOKEN holds',
  ],
  ['a token with a NUL character', { env: { VPS_API_TOKEN: 'abc\0def' } }, 'VPS_API_TOKEN holds'],
  [
    'a token file that is not there',
    { env: { VPS_API_TOKEN_FILE: '/abc' } },
    'VPS_API_TOKEN_FILE names a file',
  ],
  [
    'a token and a token file',
    { env: { VPS_API_TOKEN: 'abc', VPS_API_TOKEN_FILE: '/t' }, files: { '/t': 'def' } },
    'VPS_API_TOKEN and VPS_API_TOKEN_FILE are both set',
  ],
  [
    'a user name with a colon',
    { env: { VPS_API_USERNAME: 'abc:def', VPS_API_PASSWORD: 'x' } },
    'VPS_API_USERNAME holds a colon',
  ],
  [
    'a password with a line break inside',
    { env: { VPS_API_USERNAME: 'person', VPS_API_PASSWORD: 'abc\ndef' } },
    'VPS_API_PASSWORD holds a line break',
  ],
  [
    'a password file that is not there',
    { env: { VPS_API_USERNAME: 'person', VPS_API_PASSWORD_FILE: '/abc' } },
    'VPS_API_PASSWORD_FILE names a file',
  ],
];

describe.each(unusable)('%s', (_, given, complaint) => {
  it('is refused, and none of it is repeated', () => {
    const message = complaintOf(given);
    expect(message).toContain(complaint);
    expect(message).not.toMatch(/abc|def/);
  });
});

it('an empty secret file counts as unset, with a hint', () => {
  const { credentials, hints } = readSettings({ env: { VPS_API_TOKEN_FILE: '/t' }, files: { '/t': '\n' } });
  expect(credentials).toBeUndefined();
  expect(hints).toEqual(['VPS_API_TOKEN_FILE names an empty file, so VPS_API_TOKEN counts as unset.']);
});
