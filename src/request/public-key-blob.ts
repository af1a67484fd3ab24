/** What a key's binary part says about itself, when it is sound. */
type KeyFacts = { bits: number };
export type KeyReading = KeyFacts | { problem: string };

const minRsaBits = 2048;
// OpenSSH reads no larger modulus.
const maxRsaBits = 16_384;

type Reader = { take: () => Buffer; isAtEnd: () => boolean };

/** Reads the length-prefixed fields of RFC 4251; throws RangeError where one runs over the end. */
function createReader(blob: Buffer): Reader {
  let offset = 0;
  return {
    take() {
      const start = offset + 4;
      const end = start + blob.readUInt32BE(offset);
      if (end > blob.length) throw new RangeError('field runs over the end');
      offset = end;
      return blob.subarray(start, end);
    },
    isAtEnd: () => offset === blob.length,
  };
}

// Positive and without needless zero bytes, so that a key has one spelling and one fingerprint.
function isCanonicalInteger(bytes: Buffer): boolean {
  const [first = 0x80, second = 0] = bytes;
  return first === 0 ? second >= 0x80 : first < 0x80;
}

function toBitLength(bytes: Buffer): number {
  const hex = bytes.toString('hex').replace(/^0+/, '');
  return hex === '' ? 0 : hex.length * 4 - (Math.clz32(Number.parseInt(hex.charAt(0), 16)) - 28);
}

function readRsa(reader: Reader): KeyReading {
  const exponent = reader.take();
  const modulus = reader.take();
  if (![exponent, modulus].every(isCanonicalInteger)) return { problem: 'is damaged' };
  const bits = toBitLength(modulus);
  if (bits < minRsaBits) {
    return {
      problem: `is an RSA key of ${bits} bits, which is too weak; use ssh-ed25519, or RSA from 3072 bits`,
    };
  }
  return bits > maxRsaBits ? { problem: `is an RSA key of more than ${maxRsaBits} bits` } : { bits };
}

function readEd25519(reader: Reader): KeyReading {
  return reader.take().length === 32 ? { bits: 256 } : { problem: 'is damaged' };
}

function createCurveReader(curve: string, bits: number) {
  const uncompressedLength = 1 + 2 * Math.ceil(bits / 8);
  return (reader: Reader): KeyReading => {
    const isCurve = reader.take().equals(Buffer.from(curve));
    const point = reader.take();
    const isPoint = point.length === uncompressedLength && point[0] === 4;
    return isCurve && isPoint ? { bits } : { problem: 'is damaged' };
  };
}

/** Keys held by a hardware token end with the application they are for. */
function withApplication(read: (reader: Reader) => KeyReading) {
  return (reader: Reader): KeyReading => {
    const reading = read(reader);
    reader.take();
    return reading;
  };
}

const readNistp256 = createCurveReader('nistp256', 256);

const fieldReaders = new Map<string, (reader: Reader) => KeyReading>([
  ['ssh-ed25519', readEd25519],
  ['ssh-rsa', readRsa],
  ['ecdsa-sha2-nistp256', readNistp256],
  ['ecdsa-sha2-nistp384', createCurveReader('nistp384', 384)],
  ['ecdsa-sha2-nistp521', createCurveReader('nistp521', 521)],
  ['sk-ssh-ed25519@openssh.com', withApplication(readEd25519)],
  ['sk-ecdsa-sha2-nistp256@openssh.com', withApplication(readNistp256)],
]);

export const keyTypes: readonly string[] = [...fieldReaders.keys()];

/** Whether the blob is one whole key of the type that its line claims, and how strong it is. */
export function readKeyBlob(type: string, blob: Buffer): KeyReading {
  const reader = createReader(blob);
  try {
    if (!reader.take().equals(Buffer.from(type))) return { problem: `holds another key type than ${type}` };
    const reading = fieldReaders.get(type)?.(reader) ?? { problem: 'is of an unknown type' };
    return 'problem' in reading || reader.isAtEnd()
      ? reading
      : { problem: 'goes on after the end of its key' };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'is cut off' };
    throw error;
  }
}
