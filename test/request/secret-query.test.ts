import { expect, test } from 'vitest';
import { listSecretTexts } from '../../src/request/cloud-init.ts';

test.each([
  'https://a.example/init',
  'https://a.example/init?',
  'https://a.example/init?version=12&distro=debian',
  'https://a.example/token=s3cr3t',
])('%s holds no secret', url => {
  expect(listSecretTexts(url)).toEqual([]);
});

test('the query, its secret parts and their values are listed, raw, decoded and encoded anew', () => {
  const texts = listSecretTexts('https://a.example/?v=2&token=s3%2dcr+3t&name=web');
  expect(new Set(texts)).toEqual(
    new Set([
      'v=2&token=s3%2dcr+3t&name=web',
      'token=s3%2dcr+3t',
      'token%3Ds3%252dcr%2B3t',
      's3%2dcr+3t',
      's3-cr 3t',
      's3-cr%203t',
      's3%252dcr%2B3t',
    ]),
  );
});

test('a secret without a name counts, and a question mark in it', () => {
  const secret = '9f86d081884c7d659a2feaa0c55ad015';
  expect(listSecretTexts(`https://a.example/?${secret}`)).toContain(secret);
  expect(listSecretTexts('https://a.example/?token=a?b1')).toContain('a?b1');
});

test.each(['order_id', 'status', 'hunter', '402', '20260101'])(
  'the plain value %s counts with its name only',
  value => {
    const texts = listSecretTexts(`https://a.example/?v=2&token=${value}`);
    expect(texts).toContain(`token=${value}`);
    expect(texts).not.toContain(value);
  },
);

test('a long word counts by itself', () => {
  expect(listSecretTexts('https://a.example/?pass=correcthorsebatterystaple')).toContain(
    'correcthorsebatterystaple',
  );
});
