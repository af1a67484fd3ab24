import { expect, test } from 'vitest';
import { parsePublicKeys } from '../../src/request/public-keys.ts';
import { createEcdsaLine, createRsaLine } from './openssh-keys.ts';

// Made once with ssh-keygen, whose own fingerprints stand beside the keys.
const knownKeys = [
  {
    line: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ2q32GmHXZjFY669Qe1TiQueKzWGgUjCXQChu9R7kt9 ann@laptop',
    type: 'ssh-ed25519',
    comment: 'ann@laptop',
    fingerprint: 'SHA256:95afg9MSzNtOYRlTcUq7SqHCC8FC9waarkd+8gftu7o',
    bits: 256,
  },
  {
    line: 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDJnaKXpXpXU5mLlaKjA+IKKj4RsO1tvMeBC0Luw/PgINLI34rbsmm/AkutHkOwAzRvN+hF2aJppNXThIYbaONWlfOzhp8jsjtzuCGIdq1H53fkz8nFE2B04af0q8KgkkE0kjWSphvVcUkHeFn6OtI4ahCxumVTto0sUC+k5HHJp1ciemxzVTBnvwp95HznPdT1HQp/uVFXDlExiDtJVQaEijj2Q2Of7OLJXEAqnC/xhaAWb3gymTKe1JZ1IH9YjyxjJzH2UeYTySMaVJme4rH9uti20uL4v9idncG2zdgkmzX0s7fKsXfkcIKhYSzyQFNPy7KNn+64yyy/b1Eb/yMp build server (old)',
    type: 'ssh-rsa',
    comment: 'build server (old)',
    fingerprint: 'SHA256:cuGu0mELxCAFeKq8Whl6FeggoywXfSQ12jsUKbxw91c',
    bits: 2048,
  },
  {
    line: 'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBPN0wR4NiQX63ygJKV1bsydsXKG3PdD1K15854UbFnR1GyoZSgqN9UQqeHTwLQLthPPll+KYGzr5aeRYTswG7is=',
    type: 'ecdsa-sha2-nistp256',
    comment: '',
    fingerprint: 'SHA256:yqPU9izURLqtDMaIWvXC/jnVgOgexv4q+CaI97Jrwbw',
    bits: 256,
  },
];

test('fingerprints, sizes and comments are those that ssh-keygen prints', () => {
  const text = knownKeys.map(({ line }) => line).join('\n');
  expect(parsePublicKeys(text)).toMatchObject(knownKeys.map(({ line: _, ...facts }) => facts));
});

test.each([
  [createRsaLine(2050), 2050],
  [createEcdsaLine('nistp384'), 384],
  [createEcdsaLine('nistp521', ''), 521],
])('the size of a key is its strength in bits', (line, bits) => {
  expect(parsePublicKeys(line)[0]?.bits).toBe(bits);
});

test('what is no accepted text throws, without repeating it', () => {
  expect(() => parsePublicKeys('-----BEGIN OPENSSH PRIVATE KEY-----\nsecretpart')).toThrow(
    /^authorized_keys holds a private key: [^-]*$/,
  );
  expect(() => parsePublicKeys('ssh-ed25519 secretpart')).toThrow(
    /^authorized_keys line 1 has no sound base64/,
  );
});
