import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { quoteEntry } from '../../src/request/fields.ts';
import { parseAuthorizedKeys } from '../../src/request/public-keys.ts';
import {
  createEcdsaLine,
  createEd25519Line,
  createRealRsaLine,
  createRsaLine,
  createTokenLines,
  readBlob,
  toBlob,
  toLine,
} from './openssh-keys.ts';

const ed25519 = createEd25519Line();
const rsa = createRsaLine(3072);
const [, ed25519Base64 = ''] = ed25519.split(' ');

describe('public key lines', () => {
  test.each([
    ['ssh-ed25519', ed25519],
    ['ssh-rsa', rsa],
    ['ssh-rsa, freshly generated', createRealRsaLine()],
    ['ssh-rsa of 2048 bits', createRsaLine(2048)],
    ['ecdsa-sha2-nistp256', createEcdsaLine('nistp256')],
    ['ecdsa-sha2-nistp384', createEcdsaLine('nistp384')],
    ['ecdsa-sha2-nistp521', createEcdsaLine('nistp521')],
    ...createTokenLines().map(line => [line.split(' ')[0], line]),
    ['a key without comment', createEd25519Line('')],
    ['a comment of several words', createEd25519Line('Ännchen, laptop (work)')],
    ['several lines', `${ed25519}\n${rsa}`],
  ])('%s is accepted unchanged', (_, line = '') => {
    expect(parseAuthorizedKeys(line)).toEqual({ value: line });
  });

  test('blank lines, indents, line ends and blanks between parts go away', () => {
    const messy = `\r\n  ${ed25519.replaceAll(' ', ' \t ')} \r\n\n\n${rsa}\r`;
    expect(parseAuthorizedKeys(messy)).toEqual({ value: `${ed25519}\n${rsa}` });
  });

  test('a key that stands twice comes out once, with its first comment', () => {
    expect(parseAuthorizedKeys(`${ed25519}\n${rsa}\nssh-ed25519 ${ed25519Base64} again`)).toEqual({
      value: `${ed25519}\n${rsa}`,
    });
  });
});

function explain(text: string): string {
  const ruling = parseAuthorizedKeys(text);
  return 'problems' in ruling ? ruling.problems.join(' | ') : 'accepted';
}

describe('limits', () => {
  test('16 keys are accepted and 17 refused', () => {
    const lines = Array.from({ length: 17 }, () => createEd25519Line());
    expect(explain(lines.slice(1).join('\n'))).toBe('accepted');
    expect(explain(lines.join('\n'))).toBe('has 17 keys; at most 16 are allowed');
  });

  test('16 KB are accepted and a byte more refused', () => {
    const padding = '\n'.repeat(16 * 1024 - ed25519.length);
    expect(explain(ed25519 + padding)).toBe('accepted');
    expect(explain(`${ed25519 + padding}\n`)).toBe('is longer than 16 KB');
    expect(explain(`${ed25519}é${padding.slice(1)}`)).toBe('is longer than 16 KB');
  });

  test('a comment of 200 characters is accepted and one of 201 refused', () => {
    expect(explain(createEd25519Line('c'.repeat(200)))).toBe('accepted');
    expect(explain(createEd25519Line('🔑'.repeat(200)))).toBe('accepted');
    expect(explain(`${ed25519}\n\n${createEd25519Line(`${'c '.repeat(100)}d`)}`)).toBe(
      'line 3 has a comment of 201 characters; shorten it to at most 200',
    );
  });

  test.each(['', ' ', '\n\r\n'])('%j holds no key', text => {
    expect(explain(text)).toBe('is empty; give at least one OpenSSH public key line');
  });
});

const secret = 'Zm9yZ2V0bWUK';
const ed25519Blob = readBlob(ed25519);
const rsaBlob = readBlob(rsa);

const refused: [string, string, string][] = [
  [
    'a DSA key',
    `ssh-dss ${secret}`,
    'line 2 is a DSA key (ssh-dss), which OpenSSH no longer accepts; use ssh-ed25519',
  ],
  ['a weak RSA key', createRsaLine(2047), 'line 2 is an RSA key of 2047 bits, which is too weak'],
  ['a very weak RSA key', createRsaLine(1024), 'line 2 is an RSA key of 1024 bits'],
  [
    'command=',
    `command="${secret}" ${ed25519}`,
    'line 2 has options before its key, such as command= or from=',
  ],
  ['from=', `from="10.0.0.1" ${ed25519}`, 'line 2 has options before its key'],
  ['restrict', `restrict,pty ${ed25519}`, 'line 2 has options before its key'],
  [
    'a quote that stays open',
    `"${ed25519}`,
    'line 2 has a quote, dash or other mark before its key; remove it',
  ],
  ['curly quotes', `“${ed25519}”`, 'line 2 has a quote, dash or other mark before its key; remove it'],
  ['a dash', `- ${ed25519}`, 'line 2 has a quote, dash or other mark before its key; remove it'],
  ['cert-authority', `cert-authority ${rsa}`, 'line 2 has options before its key'],
  ['a comment line', `# ${secret}`, 'line 2 is a comment; leave it out'],
  [
    'a certificate',
    `ssh-ed25519-cert-v01@openssh.com ${secret}`,
    'line 2 is a certificate; give the public key itself',
  ],
  ['a PEM public key', '-----BEGIN PUBLIC KEY-----', 'line 2 starts a PEM or SSH2 block'],
  ['an SSH2 public key', '---- BEGIN SSH2 PUBLIC KEY ----', 'line 2 starts a PEM or SSH2 block'],
  [
    'an unknown type',
    `ssh-${secret} ${ed25519Base64}`,
    'line 2 does not start with a key type (ssh-ed25519, ssh-rsa,',
  ],
  ['base64 alone', ed25519Base64, 'line 2 does not start with a key type'],
  ['a file name', `~/.ssh/${secret}.pub`, 'line 2 does not start with a key type'],
  ['a type alone', 'ssh-ed25519', 'line 2 has no sound base64 after ssh-ed25519'],
  ['text after the type', `ssh-ed25519 ${secret}!`, 'line 2 has no sound base64 after ssh-ed25519'],
  ['lost padding', `ssh-ed25519 ${secret}=`, 'line 2 has no sound base64 after ssh-ed25519'],
  ['another type inside', `ssh-rsa ${ed25519Base64}`, 'line 2 holds another key type than ssh-rsa'],
  ['a cut key', toLine('ssh-ed25519', ed25519Blob.subarray(0, -1)), 'line 2 is cut off'],
  ['a key cut in a length', toLine('ssh-ed25519', ed25519Blob.subarray(0, 17)), 'line 2 is cut off'],
  [
    'a key with a field too many',
    toLine('ssh-ed25519', toBlob('ssh-ed25519', 'a', 'b')),
    'line 2 is cut off or damaged',
  ],
  [
    'bytes after the key',
    toLine('ssh-rsa', Buffer.concat([rsaBlob, Buffer.of(0)])),
    'line 2 is cut off or damaged',
  ],
  ['a length beyond the end', toLine('ssh-rsa', Buffer.alloc(200, 0xff)), 'line 2 is cut off or damaged'],
  [
    'a token key without application',
    toLine('sk-ssh-ed25519@openssh.com', toBlob('sk-ssh-ed25519@openssh.com', randomBytes(32))),
    'line 2 is cut off',
  ],
  ['a lost line break', `${ed25519} ${createEd25519Line()}`, 'line 2 holds a second key in its comment'],
  ['an escaped line break', `${ed25519}\\n${rsa}`, 'line 2 holds a second key in its comment'],
  ['a bidi comment', `${ed25519}\u202e`, 'line 2 has U+202E in its comment, which does not show; remove it'],
];

describe('each wrong line is named by its number, and none of it is repeated', () => {
  test.each(refused)('%s', (_, line, problem) => {
    const message = explain(`${ed25519}\n${line}`);
    expect(message).toContain(problem);
    expect(message).not.toContain(secret);
    expect(message).not.toContain(ed25519Base64);
  });

  test('all wrong lines of one field', () => {
    expect(explain(`# a\n\n${ed25519}\nssh-dss AAAA`)).toMatch(
      /^line 1 is a comment.* \| line 4 is a DSA key/,
    );
  });
});

test.each([20, 64, 100])('a key that is wrapped after %i characters is told once', width => {
  const wrapped = rsa.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n');
  expect(explain(`${ed25519}\n${wrapped}`)).toBe(
    'line 2 holds a key that goes on in the next line; give each key in one line',
  );
});

test('what stands below a whole key is told for itself', () => {
  expect(explain(`${ed25519}\nhello`)).toMatch(/^line 2 does not start with a key type/);
});

const pem = { type: 'pkcs8', format: 'pem' } as const;
const privatePem = generateKeyPairSync('ed25519').privateKey.export(pem).toString();
const rsaPem = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({
  type: 'pkcs1',
  format: 'pem',
});
const opensshBody = Buffer.concat([Buffer.from('openssh-key-v1\0'), randomBytes(200)]).toString('base64');

const rsaPkcs8 = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(pem).toString();
const ecPem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(pem).toString();
const withoutHeader = (text: string) => text.replace(/^-.*\n|\n-.*\n$/g, '');

const privateKeys = {
  'PKCS #8 of Ed25519 without its header': withoutHeader(privatePem),
  'PKCS #8 of RSA without its header': withoutHeader(rsaPkcs8),
  'PKCS #1 without its header': withoutHeader(rsaPem.toString()),
  'PKCS #8 of a curve without its header': withoutHeader(ecPem),
  'a PEM file in base64': Buffer.from(privatePem).toString('base64'),
  'behind a sound key, without its header': `${ed25519} ${withoutHeader(privatePem).replaceAll('\n', '')}`,
  'PKCS #8': privatePem,
  'PKCS #1': rsaPem.toString(),
  OpenSSH: `-----BEGIN OPENSSH PRIVATE KEY-----\n${opensshBody}\n-----END OPENSSH PRIVATE KEY-----\n`,
  'OpenSSH without its header': opensshBody,
  'on one line': privatePem.replaceAll('\n', ' '),
  'with escaped line breaks': privatePem.replaceAll('\n', '\\n'),
  encrypted: `-----BEGIN ENCRYPTED PRIVATE KEY-----\n${randomBytes(99).toString('base64')}`,
  'commercial SSH': `---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\n${randomBytes(99).toString('base64')}`,
  PGP: `-----BEGIN PGP PRIVATE KEY BLOCK-----\n${randomBytes(99).toString('base64')}`,
  PuTTY: `PuTTY-User-Key-File-3: ssh-ed25519\nPrivate-Lines: 1\n${randomBytes(36).toString('base64')}`,
  'the tail of a PuTTY file': `Private-Lines: 1\n${randomBytes(36).toString('base64')}\n`,
  age: `AGE-SECRET-KEY-1${randomBytes(29).toString('hex').toUpperCase()}`,
  'beside a sound line': `${ed25519}\n${privatePem}`,
  'in a comment': `${ed25519} ${privatePem.replaceAll('\n', ' ')}`,
  'of any size': privatePem.repeat(500),
};

describe('a private key is refused with advice', () => {
  test.each(Object.entries(privateKeys))('%s', (_, text) => {
    expect(explain(text)).toBe(
      'holds a private key: give the public key instead, the one line of the .pub file; ' +
        'treat the private key as exposed and replace it, since it was pasted into a conversation',
    );
  });
});

test('a line from the middle of a private key is refused as a comment, and is never repeated', () => {
  const middle = withoutHeader(rsaPkcs8).split('\n')[3] ?? '';
  expect(explain(`${ed25519} ${middle}`)).toMatch(
    /has a long code in its comment, which may be a part of a private/,
  );
  expect(quoteEntry(`x ${middle}`)).toBe('(a long code)');
  expect(explain(`${ed25519} SHA256:47DEQpj8HBSa+/TImW+5JCeuQeR`)).toBe('accepted');
});
