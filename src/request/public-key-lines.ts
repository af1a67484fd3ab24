import { holdsKeyMaterial, isPrivateKey } from './private-key.ts';
import { keyTypes, readKeyBlob } from './public-key-blob.ts';
import { findInvisible } from './visible-text.ts';

export type PublicKeyLine = { type: string; blob: string; comment: string; bits: number };
export type PublicKeyLines = { keys: PublicKeyLine[] } | { problems: string[] };

const maxKeys = 16;
const maxBytes = 16 * 1024;
// A longer one could push the rest of a question out of sight.
const maxCommentCharacters = 200;

const privateKeyAdvice =
  'holds a private key: give the public key instead, the one line of the .pub file; ' +
  'treat the private key as exposed and replace it, since it was pasted into a conversation';

/** Reads OpenSSH public key lines. No problem it names repeats any of the text beyond a known key type. */
export function parsePublicKeyLines(text: string): PublicKeyLines {
  if (isPrivateKey(text)) return { problems: [privateKeyAdvice] };
  // The length goes first, so that a flood is not measured byte by byte.
  if (text.length > maxBytes || Buffer.byteLength(text) > maxBytes) {
    return { problems: ['is longer than 16 KB'] };
  }
  const lines = toNumberedLines(text);
  if (lines.length === 0) return { problems: ['is empty; give at least one OpenSSH public key line'] };
  if (lines.length > maxKeys) {
    return { problems: [`has ${lines.length} keys; at most ${maxKeys} are allowed`] };
  }
  const readings = lines.map(({ line }) => parsePublicKeyLine(line));
  const problems = readings.flatMap((reading, index) =>
    'problem' in reading ? [`line ${lines[index]?.number} ${reading.problem}`] : [],
  );
  if (problems.length > 0) return { problems };
  return { keys: withoutRepeats(readings.flatMap(reading => ('blob' in reading ? [reading] : []))) };
}

/** The canonical text of key lines: one blank between the parts, no empty line. */
export function renderPublicKeyLines(keys: PublicKeyLine[]): string {
  return keys.map(({ type, blob, comment }) => `${type} ${blob} ${comment}`.trimEnd()).join('\n');
}

function toNumberedLines(text: string): { line: string; number: number }[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line, index) => ({ line: line.trim(), number: index + 1 }))
    .filter(({ line }) => line !== '');
}

function parsePublicKeyLine(line: string): PublicKeyLine | { problem: string } {
  const [type = '', blob = '', ...words] = line.split(/[ \t]+/);
  if (!keyTypes.includes(type)) return { problem: explainStart(line, type) };
  const bytes = Buffer.from(blob, 'base64');
  if (blob === '' || bytes.toString('base64') !== blob) {
    return { problem: `has no sound base64 after ${type}; paste the whole line of the .pub file` };
  }
  const reading = readKeyBlob(type, bytes);
  if ('problem' in reading) return reading;
  const comment = words.join(' ');
  const problem = findCommentProblem(comment);
  return problem === undefined ? { type, blob, comment, bits: reading.bits } : { problem };
}

function explainStart(line: string, type: string): string {
  if (type === 'ssh-dss') return 'is a DSA key (ssh-dss), which OpenSSH no longer accepts; use ssh-ed25519';
  if (type.startsWith('#')) return 'is a comment; leave it out';
  if (type.includes('-cert-v01@')) return 'is a certificate; give the public key itself';
  if (/^-{4,5} ?BEGIN/.test(line)) {
    return 'starts a PEM or SSH2 block; convert it to one OpenSSH line with ssh-keygen -i';
  }
  if (holdsKey(line)) return 'has options before its key, such as command= or from=; give the key alone';
  return `does not start with a key type (${keyTypes.join(', ')})`;
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
  return keyTypes.some(type => text.includes(`${type} AAAA`));
}

function withoutRepeats(keys: PublicKeyLine[]): PublicKeyLine[] {
  const seen = new Set<string>();
  return keys.filter(({ blob }) => !seen.has(blob) && seen.add(blob));
}
