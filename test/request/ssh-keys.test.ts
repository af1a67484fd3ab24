import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { quoteEntry, textField } from '../../src/request/fields.ts';
import { findKeysProblem, parsePublicKeys } from '../../src/request/ssh-keys.ts';
import { explain as explainValue } from './explain.ts';
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

const authorizedKeysSchema = textField(findKeysProblem);
const ed25519 = createEd25519Line();
const rsa = createRsaLine(3072);
const [, ed25519Base64 = ''] = ed25519.split(' ');

function explain(text: string): string {
  return explainValue(authorizedKeysSchema, text).replace(/^arguments: /, '');
}

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
  expect(authorizedKeysSchema.parse(line)).toBe(line);
});

// Made once with ssh-keygen, whose own fingerprints stand beside the keys.
const knownKeys = [
  {
    line: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2q32GmHXZjFY669Qe1TiQueKzWGgUjCXQChu9R7kt9 ann@laptop',
    type: 'ssh-ed25519',
    comment: 'ann@laptop',
    fingerprint: 'SHA256:95afg9MSzNtOYRlTcUq7SqHCC8FC9waarkd+8gftu7o',
  },
  {
    line: 'ssh-rsa \tAAAAB3NzaC1yc2EAAAADAQABAAABAQDJnaKXpXpXU5mLlaKjA+IKKj4RsO1tvMeBC0Luw/PgINLI34rbsmm/AkutHkOwAzRvN+hF2aJppNXThIYbaONWlfOzhp8jsjtzuCGIdq1H53fkz8nFE2B04af0q8KgkkE0kjWSphvVcUkHeFn6OtI4ahCxumVTto0sUC+k5HHJp1ciemxzVTBnvwp95HznPdT1HQp/uVFXDlExiDtJVQaEijj2Q2Of7OLJXEAqnC/xhaAWb3gymTKe1JZ1IH9YjyxjJzH2UeYTySMaVJme4rH9uti20uL4v9idncG2zdgkmzX0s7fKsXfkcIKhYSzyQFNPy7KNn+64yyy/b1Eb/yMp build  server (old)',
    type: 'ssh-rsa',
    comment: 'build server (old)',
    fingerprint: 'SHA256:cuGu0mELxCAFeKq8Whl6FeggoywXfSQ12jsUKbxw91c',
  },
  {
    line: 'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPN0wR4NiQX63ygJKV1bsydsXKG3PdD1K15854UbFnR1GyoZSgqN9UQqeHTwLQLthPPll+KYGzr5aeRYTswG7is=',
    type: 'ecdsa-sha2-nistp256',
    comment: '',
    fingerprint: 'SHA256:yqPU9izURLqtDMaIWvXC/jnVgOgexv4q+CaI97Jrwbw',
  },
];

test('fingerprints and comments are those that ssh-keygen prints', () => {
  const text = knownKeys.map(({ line }) => line).join('\n');
  expect(parsePublicKeys(authorizedKeysSchema.parse(text))).toEqual(
    knownKeys.map(({ line: _, ...facts }) => facts),
  );
});

describe('limits', () => {
  test('16 keys are accepted and 17 refused', () => {
    const lines = Array.from({ length: 17 }, () => createEd25519Line());
    expect(explain(lines.slice(1).join('\n'))).toBe('accepted');
    expect(explain(lines.join('\n'))).toBe('has 17 keys; at most 16 are allowed.');
  });

  test('a flood is refused by its length', () => {
    expect(explain(`${ed25519}\n`.repeat(1_000))).toBe('is longer than 16 KB.');
  });

  test('a comment of 200 characters is accepted and one of 201 refused', () => {
    expect(explain(createEd25519Line('c '.repeat(100).trim().concat('d')))).toBe('accepted');
    expect(explain(createEd25519Line('🔑'.repeat(200)))).toBe('accepted');
    expect(explain(`${ed25519}\n${createEd25519Line(`${'c '.repeat(100)}d`)}`)).toBe(
      'key 2 has a comment of more than 200 characters; shorten it.',
    );
  });

  test('no key is said to be none', () => {
    expect(explain('')).toBe('is empty; give at least one OpenSSH public key line.');
  });
});

const secret = 'Zm9yZ2V0bWUK';
const ed25519Blob = readBlob(ed25519);
const rsaBlob = readBlob(rsa);

const before = 'key 2 has a quote, a dash or options such as from= before it; give the key alone';
const noType = 'key 2 does not start with a key type (ssh-ed25519, ssh-rsa,';
const damaged = 'key 2 is cut off, damaged or broken into several lines; paste the whole line';
const secondKey = 'key 2 has a second key or another long code in its comment';

const refused: [string, string, string][] = [
  ['a weak RSA key', createRsaLine(2047), 'key 2 is an RSA key of 2047 bits, which is too weak'],
  ['command=', `command="${secret}" ${ed25519}`, before],
  ['restrict', `restrict,pty ${ed25519}`, before],
  ['a quote that stays open', `"${ed25519}`, before],
  ['curly quotes', `“${ed25519}”`, before],
  ['a dash', `- ${ed25519}`, before],
  ['cert-authority', `cert-authority ${rsa}`, before],
  ['a DSA key', `ssh-dss ${secret}`, noType],
  ['a certificate', `ssh-ed25519-cert-v01@openssh.com ${secret}`, noType],
  ['a PEM public key', '-----BEGIN PUBLIC KEY-----', noType],
  ['an unknown type', `ssh-${secret} ${ed25519Base64}`, noType],
  ['base64 alone', ed25519Base64, noType],
  ['a file name', `~/.ssh/${secret}.pub`, noType],
  ['a type alone', 'ssh-ed25519', damaged],
  ['text after the type', `ssh-ed25519 ${secret}!`, damaged],
  ['a mark in the middle of a key', ed25519.replace('NzaC1', 'NzaC1!'), damaged],
  ['another type inside', `ssh-rsa ${ed25519Base64}`, damaged],
  ['a cut key', toLine('ssh-ed25519', ed25519Blob.subarray(0, -1)), damaged],
  ['a key cut in a length', toLine('ssh-ed25519', ed25519Blob.subarray(0, 17)), damaged],
  ['a key with a field too many', toLine('ssh-ed25519', toBlob('ssh-ed25519', 'a', 'b')), damaged],
  ['bytes after the key', toLine('ssh-rsa', Buffer.concat([rsaBlob, Buffer.of(0)])), damaged],
  ['a length beyond the end', toLine('ssh-rsa', Buffer.alloc(200, 0xff)), damaged],
  [
    'a token key without application',
    toLine('sk-ssh-ed25519@openssh.com', toBlob('sk-ssh-ed25519@openssh.com', randomBytes(32))),
    damaged,
  ],
  ['a lost line break', `${ed25519} ${createEd25519Line()}`, secondKey],
  ['an escaped line break', `${ed25519}\\n${rsa}`, secondKey],
  ['a bidi comment', `${ed25519}\u202e`, 'key 2 has U+202E in its comment, which does not show; remove it'],
];

test.each(refused)('%s is refused by its place, and none of it is repeated', (_, line, problem) => {
  const message = explain(`${ed25519}\n${line}`);
  expect(message).toContain(problem);
  expect(message).not.toContain(secret);
  expect(message).not.toContain(ed25519Base64);
});

test.each([20, 64, 100])('a key that is wrapped after %i characters is told once', width => {
  const wrapped = rsa.replaceAll(new RegExp(`.{${width}}`, 'g'), '$&\n');
  expect(explain(`${ed25519}\n${wrapped}`)).toMatch(
    /^key 2 is cut off, damaged or broken into several lines;[^;]*$/,
  );
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
      'holds a private key, which has to be replaced, since it was pasted into a conversation; ' +
        'for authorized_keys give the public key instead, the one line of the .pub file.',
    );
  });
});

test('a line from the middle of a private key is refused as a comment, and is never repeated', () => {
  const middle = withoutHeader(rsaPkcs8).split('\n')[3] ?? '';
  expect(explain(`${ed25519} ${middle}`)).toMatch(/has a second key or another long code in its comment/);
  expect(quoteEntry(`x ${middle}`)).toBe('(a long code)');
  expect(explain(`${ed25519} SHA256:47DEQpj8HBSa+/TImW+5JCeuQeR`)).toBe('accepted');
});
