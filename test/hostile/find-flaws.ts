import type { CallToolResult } from '@modelcontextprotocol/client';
import type { Credentials } from '../../src/settings/credentials.ts';
import { encodings } from './secret-encodings.ts';

const maxBytes = 256 * 1024;

/** Characters that act without being seen. */
const unseen = /[\p{Cc}\p{Cs}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

/** What the instructions in scripted answers want to be obeyed. */
const injected = /SYSTEM:|attacker\.example|ignore all earlier/i;

const escapeJson = (text: string) => JSON.stringify(text).slice(1, -1);

/** Everything that may not be in any text that leaves the server; most such texts are JSON, and some JSON within JSON. */
export function findSecrets(text: string, credentials: Credentials): string[] {
  const secrets = credentials.kind === 'token' ? [credentials.token] : toBasicSecrets(credentials);
  const forms = secrets.flatMap(secret =>
    Object.entries(encodings).flatMap(([name, encode]) => {
      const form = encode(secret).replace(/=+$/, '');
      return [form, escapeJson(form), escapeJson(escapeJson(form))].map(written => ({ name, written }));
    }),
  );
  return forms
    .filter(({ written }) => text.includes(written))
    .map(({ name, written }) => `holds the secret ${name}: ${written}`);
}

function toBasicSecrets({ username, password }: { username: string; password: string }): string[] {
  return [password, Buffer.from(`${username}:${password}`).toString('base64')];
}

/** What is wrong with a result whatever was asked: size, secrets, unseen characters, words that are not ours. */
export function findFlaws(result: CallToolResult, credentials: Credentials): string[] {
  const structured = (result.structuredContent ?? {}) as Record<string, unknown>;
  const text = result.content[0]?.type === 'text' ? result.content[0].text : '';
  const bytes = Buffer.byteLength(JSON.stringify(result));
  const { error, next_step: nextStep, warnings = [] } = structured;
  const ours = JSON.stringify([error, nextStep, warnings]);
  return [
    ...(text === JSON.stringify(structured) ? [] : ['text and structured content differ']),
    ...(bytes <= maxBytes ? [] : [`is ${bytes} bytes long`]),
    ...(result.content.length === 1 ? [] : ['has not one text']),
    ...(typeof nextStep === 'string' && nextStep !== '' ? [] : ['has no next step']),
    ...(injected.test(ours) ? [`repeats the provider's words as ours: ${ours}`] : []),
    ...findSecrets(text, credentials),
    ...findUnseen(structured),
  ];
}

function findUnseen(value: unknown): string[] {
  if (typeof value === 'string') return unseen.test(value) ? [`holds ${JSON.stringify(value)}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]) => [...findUnseen(key), ...findUnseen(entry)]);
}
