import { expect, test } from 'vitest';
import { checkCloudInitUrl, maskUrlQuery } from '../../src/request/cloud-init.ts';

test.each([
  'https://example.com',
  'https://example.com/init?token=abc&x=%20',
  'HTTPS://Example.com:8443/a/../b',
  'https://[2001:db8::1]/init',
  'https://example.com/@user?mail=a@b',
  `https://example.com/${'a'.repeat(2048 - 20)}`,
])('%s is kept as given', url => {
  expect(checkCloudInitUrl(url)).toEqual({ value: url });
});

const noHttps = 'does not start with https://; give the https address of a cloud-init file';
const isText =
  'holds the text of a cloud-init file; put the file where the server can load it, and give its https address';

test.each([
  ['http://example.com/secretpart', noHttps],
  ['file:///secretpart', noHttps],
  ['https:/example.com/secretpart', noHttps],
  ['https:example.com/secretpart', noHttps],
  ['https:///example.com/secretpart', noHttps],
  ['secretpart', noHttps],
  ['https://ann:secretpart@example.com/', 'holds a user name or password before the host; remove it'],
  ['https://secretpart@example.com/', 'holds a user name or password before the host; remove it'],
  ['https://@example.com/secretpart', 'holds a user name or password before the host; remove it'],
  ['https://example.com/#secretpart', 'holds a fragment (#…), which no server ever receives; remove it'],
  ['https://example.com/?secretpart#', 'holds a fragment (#…), which no server ever receives; remove it'],
  ['https://example.com\\@secretpart/', 'holds a backslash; percent-encode it as %5C'],
  [' https://example.com/secretpart', noHttps],
  ['#cloud-config\npassword: secretpart', isText],
  [`#cloud-config\n${'- secretpart\n'.repeat(200)}`, isText],
  ['#!/bin/sh\necho secretpart', isText],
  ['Content-Type: multipart/mixed; boundary="secretpart"', isText],
  ['https://example.com/secret part', 'holds a blank or a character outside ASCII; percent-encode it'],
  ['https://example.com/\nsecretpart', 'holds a blank or a character outside ASCII; percent-encode it'],
  ['https://exämple.com/secretpart', 'holds a blank or a character outside ASCII; percent-encode it'],
  ['', noHttps],
  ['https://?secretpart', 'is not a URL'],
  ['https://exa mple.com'.replace(' ', '<'), 'is not a URL'],
  [`https://example.com/${'a'.repeat(2048 - 19)}`, 'is longer than 2048 characters'],
])('%s is refused, without repeating it', (url, problem) => {
  expect(checkCloudInitUrl(url)).toEqual({ problems: [problem] });
  expect(problem).not.toContain('secretpart');
});

test.each([
  ['https://example.com/init', 'https://example.com/init'],
  ['https://example.com:8443/init?token=abc&b', 'https://example.com:8443/init?***'],
  ['https://example.com/init?', 'https://example.com/init'],
  ['https://ann:pw@example.com/init?token=abc#frag', 'https://example.com/init?***'],
  ['not a url?token=abc', '***'],
])('%s is shown as %s', (url, shown) => {
  expect(maskUrlQuery(url)).toBe(shown);
});
