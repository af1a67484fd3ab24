import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';

/** The length-prefixed fields of an OpenSSH key, as RFC 4251 writes them. */
export function toBlob(...fields: (string | Buffer)[]): Buffer {
  return Buffer.concat(
    fields.flatMap(field => {
      const bytes = Buffer.from(field as Buffer);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

export function toLine(type: string, blob: Buffer, comment = ''): string {
  return `${type} ${blob.toString('base64')} ${comment}`.trimEnd();
}

/** A positive integer as its shortest bytes, with a zero in front where the sign bit would be set. */
function toInteger(bytes: Buffer): Buffer {
  const start = bytes.findIndex(byte => byte !== 0);
  const short = bytes.subarray(start);
  return (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), short]) : short;
}

function readJwkFields(key: KeyObject, ...names: ('x' | 'y' | 'n' | 'e')[]): Buffer[] {
  const jwk = key.export({ format: 'jwk' });
  return names.map(name => Buffer.from(String(jwk[name]), 'base64url'));
}

/** A new ssh-ed25519 line. */
export function createEd25519Line(comment = 'ann@laptop'): string {
  const [x = Buffer.alloc(0)] = readJwkFields(generateKeyPairSync('ed25519').publicKey, 'x');
  return toLine('ssh-ed25519', toBlob('ssh-ed25519', x), comment);
}

/** A new ssh-rsa line of 2048 bits. */
export function createRealRsaLine(comment = 'ann@laptop'): string {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const [e = Buffer.alloc(0), n = Buffer.alloc(0)] = readJwkFields(publicKey, 'e', 'n');
  return toLine('ssh-rsa', toBlob('ssh-rsa', toInteger(e), toInteger(n)), comment);
}

/** An ssh-rsa line whose modulus has exactly that many bits; nobody holds its private key. */
export function createRsaLine(bits: number, comment = 'ann@laptop'): string {
  const modulus = randomBytes(Math.ceil(bits / 8));
  const topBit = 1 << ((bits - 1) % 8);
  modulus[0] = ((modulus[0] ?? 0) & (topBit - 1)) | topBit;
  return toLine('ssh-rsa', toBlob('ssh-rsa', Buffer.of(1, 0, 1), toInteger(modulus)), comment);
}

const curves = { nistp256: 'P-256', nistp384: 'P-384', nistp521: 'P-521' } as const;

function createPoint(curve: keyof typeof curves): Buffer {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: curves[curve] });
  return Buffer.concat([Buffer.of(4), ...readJwkFields(publicKey, 'x', 'y')]);
}

/** A new ecdsa line. */
export function createEcdsaLine(curve: keyof typeof curves, comment = 'ann@laptop'): string {
  const type = `ecdsa-sha2-${curve}`;
  return toLine(type, toBlob(type, curve, createPoint(curve)), comment);
}

/** Lines as a hardware token has them. */
export function createTokenLines(): string[] {
  const [ed25519, ecdsa] = ['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'] as const;
  return [
    toLine(ed25519, toBlob(ed25519, randomBytes(32), 'ssh:'), 'token'),
    toLine(ecdsa, toBlob(ecdsa, 'nistp256', createPoint('nistp256'), 'ssh:'), 'token'),
  ];
}

/** The binary part of a line. */
export function readBlob(line: string): Buffer {
  return Buffer.from(line.split(' ')[1] ?? '', 'base64');
}
