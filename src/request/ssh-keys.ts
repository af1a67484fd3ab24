import { createHash } from 'node:crypto';
import { findInvisible } from '../text.ts';

/** What a person needs in order to recognise a key: the fingerprint is as `ssh-keygen -l` prints it. */
type PublicKey = { type: string; comment: string; fingerprint: string };

const maxKeys = 16;
const maxCharacters = 16 * 1024;
// A longer one could push the rest of a question out of sight.
const maxCommentCharacters = 200;
const minRsaBits = 2048;

/** Of each accepted type, how many fields follow its name in the binary part. */
const keyTypes = new Map([
  ['ssh-ed25519', 1],
  ['ssh-rsa', 2],
  ['ecdsa-sha2-nistp256', 2],
  ['ecdsa-sha2-nistp384', 2],
  ['ecdsa-sha2-nistp521', 2],
  ['sk-ssh-ed25519@openssh.com', 2],
  ['sk-ecdsa-sha2-nistp256@openssh.com', 3],
]);

/** The keys of an accepted `authorized_keys`. */
export function parsePublicKeys(text: string): PublicKey[] {
  return text.split('\n').map(line => {
    const { type, blob, comment } = splitLine(line);
    const digest = createHash('sha256').update(blob, 'base64').digest('base64').replace(/=+$/, '');
    return { type, comment, fingerprint: `SHA256:${digest}` };
  });
}

/** What is wrong with a text that is to be 1–16 OpenSSH public key lines; never with any of the text in it. */
export function findKeysProblem(text: string): string | undefined {
  if (text === '') return 'is empty; give at least one OpenSSH public key line';
  if (text.length > maxCharacters) return 'is longer than 16 KB';
  const problems = text.split('\n').map(findProblem);
  const wrong = problems.findIndex(problem => problem !== undefined);
  if (wrong >= 0) return `key ${wrong + 1} ${problems[wrong]}`;
  return problems.length > maxKeys
    ? `has ${problems.length} keys; at most ${maxKeys} are allowed`
    : undefined;
}

function splitLine(line: string) {
  const [type = '', blob = '', ...words] = line.split(/[ \t]+/);
  return { type, blob, comment: words.join(' ') };
}

function findProblem(line: string): string | undefined {
  const { type, blob, comment } = splitLine(line);
  if (!keyTypes.has(type)) {
    return [...keyTypes.keys()].some(known => line.includes(`${known} AAAA`))
      ? 'has a quote, a dash or options such as from= before it; give the key alone'
      : `does not start with a key type (${[...keyTypes.keys()].join(', ')}); give the one line of the .pub file`;
  }
  const [name, ...fields] = readFields(blob);
  if (name?.toString() !== type || fields.length !== keyTypes.get(type))
    return 'is cut off, damaged or broken into several lines; paste the whole line of the .pub file';
  const bits = countBits(fields[1]);
  if (type === 'ssh-rsa' && bits < minRsaBits)
    return `is an RSA key of ${bits} bits, which is too weak; use ssh-ed25519, or RSA from 3072 bits`;
  return findCommentProblem(comment);
}

/** The length-prefixed fields of RFC 4251; none where they do not fill the blob exactly. */
function readFields(base64: string): Buffer[] {
  const blob = Buffer.from(base64, 'base64');
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset + 4 <= blob.length) {
    const start = offset + 4;
    offset = start + blob.readUInt32BE(offset);
    fields.push(blob.subarray(start, offset));
  }
  return offset === blob.length && blob.toString('base64') === base64 ? fields : [];
}

function countBits(modulus: Buffer = Buffer.alloc(0)): number {
  return BigInt(`0x0${modulus.toString('hex')}`).toString(2).length;
}

// A lost line break would turn the next key into a comment, and its owner would be locked out unnoticed.
function findCommentProblem(comment: string): string | undefined {
  if (holdsKeyMaterial(comment))
    return 'has a second key or another long code in its comment; put each key on a line of its own';
  if ([...comment].length > maxCommentCharacters)
    return `has a comment of more than ${maxCommentCharacters} characters; shorten it`;
  const invisible = findInvisible(comment);
  return invisible && `has ${invisible.name} in its comment, which does not show; remove it`;
}

export const privateKeyAdvice =
  'holds a private key, which has to be replaced, since it was pasted into a conversation; ' +
  'for authorized_keys give the public key instead, the one line of the .pub file';

// The last four are how a key without its header lines begins: in OpenSSH's form, in PKCS #1 and #8 of RSA, in PKCS #8 of
// Ed25519 and of elliptic curves, and a whole PEM file in base64.
const privateKeyMarks = [
  /BEGIN [A-Z0-9 ]*PRIVATE KEY/i,
  /PuTTY-User-Key-File/i,
  /^Private-(Lines|MAC|Hash):/im,
  /AGE-SECRET-KEY-/i,
  /b3BlbnNzaC1rZXktdjE/,
  /MII[A-Za-z0-9+/]{2}[AQgw]IBA/,
  /MC4CAQAwBQYDK2Vw|MI[A-Z]{2}AgEAMBMGByqGSM49|MHcCAQEEI/,
  /LS0tLS1CRUdJTi/,
];

/** Whether a text holds, or starts to hold, a private key in any common form. */
export function isPrivateKey(text: string): boolean {
  return privateKeyMarks.some(mark => mark.test(text));
}

/** Whether a text holds a run that looks like a line from the middle of a key file; no address, port or name does. */
export function holdsKeyMaterial(text: string): boolean {
  const runs = text.match(/[A-Za-z0-9+/=]{40,}/g) ?? [];
  return runs.some(run => /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run));
}
