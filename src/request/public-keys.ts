import { createHash } from 'node:crypto';
import { findInvisible, type Ruling, refuse, textField } from './fields.ts';
import { holdsKeyMaterial, isPrivateKey } from './private-key.ts';

/** A key with what a person needs in order to recognise it: the fingerprint is as `ssh-keygen -l` prints it. */
type PublicKey = { type: string; blob: string; comment: string; fingerprint: string; bits: number };

const maxKeys = 16;
const maxBytes = 16 * 1024;
// A longer one could push the rest of a question out of sight.
const maxCommentCharacters = 200;
const minRsaBits = 2048;

/** Of each accepted type, how many fields follow its name in the binary part, and its strength where that is always the same. */
const keyTypes = new Map<string, { fields: number; bits?: number }>([
  ['ssh-ed25519', { fields: 1, bits: 256 }],
  ['ssh-rsa', { fields: 2 }],
  ['ecdsa-sha2-nistp256', { fields: 2, bits: 256 }],
  ['ecdsa-sha2-nistp384', { fields: 2, bits: 384 }],
  ['ecdsa-sha2-nistp521', { fields: 2, bits: 521 }],
  ['sk-ssh-ed25519@openssh.com', { fields: 2, bits: 256 }],
  ['sk-ecdsa-sha2-nistp256@openssh.com', { fields: 3, bits: 256 }],
]);

const privateKeyAdvice =
  'holds a private key: give the public key instead, the one line of the .pub file; ' +
  'treat the private key as exposed and replace it, since it was pasted into a conversation';

/** The keys of an accepted `authorized_keys`. @throws TypeError for one that is not. */
export function parsePublicKeys(text: string): PublicKey[] {
  const read = readPublicKeys(text);
  if ('problems' in read) throw new TypeError(`authorized_keys ${read.problems.join('; ')}`);
  return read.keys;
}

/** Reads OpenSSH public key lines. No problem it names repeats any of the text beyond a known key type. */
function readPublicKeys(text: string): { keys: PublicKey[] } | { problems: string[] } {
  if (isPrivateKey(text)) return refuse(privateKeyAdvice);
  // The length goes first, so that a flood is not measured byte by byte.
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) return refuse('is longer than 16 KB');
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
  if (lines.length === 0) return refuse('is empty; give at least one OpenSSH public key line');
  const broken = lines.find(({ line }, index) => isBrokenOff(line, lines[index + 1]?.line));
  if (broken)
    return refuse(
      `line ${broken.number} holds a key that goes on in the next line; give each key in one line`,
    );
  if (lines.length > maxKeys) return refuse(`has ${lines.length} keys; at most ${maxKeys} are allowed`);
  const keys = new Map<string, PublicKey>();
  const problems: string[] = [];
  for (const { line, number } of lines) {
    const key = readPublicKey(line);
    if (typeof key === 'string') problems.push(`line ${number} ${key}`);
    else if (!keys.has(key.blob)) keys.set(key.blob, key);
  }
  return problems.length > 0 ? { problems } : { keys: [...keys.values()] };
}

/** Whether a line is a key without its end, and the line below it could hold more of it. */
function isBrokenOff(line: string, next = ''): boolean {
  const [type = '', , ...words] = line.split(/[ \t]+/);
  const isWhole = words.length > 0 || typeof readPublicKey(line) !== 'string';
  return keyTypes.has(type) && !isWhole && /^[A-Za-z0-9+/=]+(?:\s|$)/.test(next);
}

/** The key, or what is wrong with its line. */
function readPublicKey(line: string): PublicKey | string {
  const [type = '', blob = '', ...words] = line.split(/[ \t]+/);
  if (!keyTypes.has(type)) return explainStart(line, type);
  const bytes = Buffer.from(blob, 'base64');
  if (blob === '' || bytes.toString('base64') !== blob)
    return `has no sound base64 after ${type}; paste the whole line of the .pub file`;
  const bits = readBits(type, bytes);
  if (typeof bits === 'string') return bits;
  const comment = words.join(' ');
  const digest = createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '');
  return findCommentProblem(comment) ?? { type, blob, comment, bits, fingerprint: `SHA256:${digest}` };
}

function explainStart(line: string, type: string): string {
  if (type === 'ssh-dss') return 'is a DSA key (ssh-dss), which OpenSSH no longer accepts; use ssh-ed25519';
  if (type.startsWith('#')) return 'is a comment; leave it out';
  if (type.includes('-cert-v01@')) return 'is a certificate; give the public key itself';
  if (/^-{4,5} ?BEGIN/.test(line))
    return 'starts a PEM or SSH2 block; convert it to one OpenSSH line with ssh-keygen -i';
  if (/^\W/.test(line) && holdsKey(line)) return 'has a quote, dash or other mark before its key; remove it';
  if (holdsKey(line)) return 'has options before its key, such as command= or from=; give the key alone';
  return `does not start with a key type (${[...keyTypes.keys()].join(', ')})`;
}

/** The strength of one whole key of the type that its line claims, or what is wrong with it. */
function readBits(type: string, blob: Buffer): number | string {
  const [name, ...fields] = readFields(blob);
  if (name !== undefined && !name.equals(Buffer.from(type))) return `holds another key type than ${type}`;
  const expected = keyTypes.get(type);
  if (fields.length !== expected?.fields)
    return 'is cut off or damaged; paste the whole line of the .pub file';
  if (expected.bits !== undefined) return expected.bits;
  const [, modulus = Buffer.alloc(0)] = fields;
  const bits = BigInt(`0x0${modulus.toString('hex')}`).toString(2).length;
  return bits < minRsaBits
    ? `is an RSA key of ${bits} bits, which is too weak; use ssh-ed25519, or RSA from 3072 bits`
    : bits;
}

/** The length-prefixed fields of RFC 4251; none where they do not fill the blob exactly. */
function readFields(blob: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset + 4 <= blob.length) {
    const start = offset + 4;
    offset = start + blob.readUInt32BE(offset);
    fields.push(blob.subarray(start, offset));
  }
  return offset === blob.length ? fields : [];
}

// A lost line break would turn the next key into a comment, and its owner would be locked out unnoticed.
function findCommentProblem(comment: string): string | undefined {
  if (holdsKey(comment)) return 'holds a second key in its comment; put each key on a line of its own';
  if (holdsKeyMaterial(comment))
    return 'has a long code in its comment, which may be a part of a private key; remove it';
  const { length } = [...comment];
  if (length > maxCommentCharacters)
    return `has a comment of ${length} characters; shorten it to at most ${maxCommentCharacters}`;
  const invisible = findInvisible(comment);
  return invisible && `has ${invisible.name} in its comment, which does not show; remove it`;
}

function holdsKey(text: string): boolean {
  return [...keyTypes.keys()].some(type => text.includes(`${type} AAAA`));
}

/**
 * 1–16 OpenSSH public key lines, 16 KB in all; a key that stands twice comes out once. The canonical text has one blank
 * between the parts and no empty line.
 */
export function parseAuthorizedKeys(text: string): Ruling {
  const read = readPublicKeys(text);
  if ('problems' in read) return read;
  const canonical = read.keys.map(({ type, blob, comment }) => `${type} ${blob} ${comment}`.trimEnd());
  return { value: canonical.join('\n') };
}

export const authorizedKeysSchema = textField(parseAuthorizedKeys);
