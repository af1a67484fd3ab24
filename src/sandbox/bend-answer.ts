import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Answer } from './actions.ts';
import { writeExactJson } from './exact-json.ts';
import { type Fault, parseStatusFault, type RawAnswer } from './faults.ts';
import {
  collectSecrets,
  withBigIds,
  withControlCharacters,
  withCredentials,
  withInstructions,
  withWrongTypes,
} from './poisoned-text.ts';
import { apiPathOf, type Run, redirectPathOf } from './run.ts';

const HUGE_BYTES = 34 * 1024 * 1024;
const BOMB_BYTES = 64 * 1024 * 1024;
const NESTING = 200_000;
const WIDTH = 200_000;
const FLOOD = 200_000;

/** Beginnings of DCS, SOS, OSC, PM and APC strings that never end. */
const OPEN_SEQUENCES = '\u0090\u0098\u009d\u009e\u009f';

interface Bending {
  /** The real answer; missing if the fault kept the action from being carried out. */
  real: Answer | undefined;
  fault: Fault | undefined;
  headers: IncomingHttpHeaders;
  run: Run;
}

/** What goes on the wire: the real answer, or what the fault makes of it. */
export async function bendAnswer({ real, fault, headers, run }: Bending): Promise<RawAnswer> {
  const straight = real && toRawAnswer(real);
  if (fault === undefined) return straight ?? statusAnswer(500);
  if (fault.name === 'scripted') return fault.answer(straight);
  return straight === undefined
    ? answerInstead(fault.name, run)
    : await bendRealAnswer({ real, straight, name: fault.name, headers });
}

export function toRawAnswer({ status, json }: Answer): RawAnswer {
  if (json === undefined) return { status, headers: {}, body: '' };
  return { status, headers: { 'content-type': 'application/json' }, body: writeExactJson(json) };
}

function answerInstead(name: string, run: Run): RawAnswer {
  if (name === 'redirect') return redirectTo(`${run.origin}${redirectPathOf(run)}`);
  if (name === 'redirect-loop') return redirectTo(`${run.origin}${apiPathOf(run)}`);
  if (name === 'rate-limited') return withHeader(statusAnswer(429), { 'retry-after': '1' });
  const { status, inJson } = parseStatusFault(name) ?? { status: 500, inJson: false };
  return inJson ? { ...statusAnswer(status), status: 200 } : statusAnswer(status);
}

interface RealBending {
  real: Answer | undefined;
  straight: RawAnswer;
  name: string;
  headers: IncomingHttpHeaders;
}

async function bendRealAnswer({ real, straight, name, headers }: RealBending): Promise<RawAnswer> {
  const bendJson = jsonFaults[name];
  if (bendJson) return toRawAnswer({ status: straight.status, json: bendJson(real?.json) });
  const statusFault = parseStatusFault(name);
  if (statusFault) return withStatus(real, statusFault);
  if (name === 'echo-credentials') return echoCredentials(straight, real, headers);
  return (await byteFaults[name]?.(straight)) ?? straight;
}

const jsonFaults: Record<string, ((json: unknown) => unknown) | undefined> = {
  'control-characters': withControlCharacters,
  'instructions-in-names': withInstructions,
  'wrong-types': withWrongTypes,
  'big-ids': withBigIds,
};

const byteFaults: Record<string, ((straight: RawAnswer) => RawAnswer | Promise<RawAnswer>) | undefined> = {
  empty: ({ status }) => ({ status, headers: {}, body: '' }),
  html: () => ({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1><script>alert(1)</script>',
  }),
  'not-json': straight => asJson(straight, `Order accepted: ${String(straight.body)},}`),
  'bad-utf8': straight =>
    asJson(straight, spliceMember(straight, Buffer.from('"note":"\xff\xfe\xc3("', 'latin1'))),
  deep: straight =>
    asJson(straight, spliceMember(straight, `"deep":${'['.repeat(NESTING)}${']'.repeat(NESTING)}`)),
  wide: straight => {
    const members = Array.from({ length: WIDTH }, (_, index) => `"key_${index}":${index}`);
    return asJson(straight, spliceMember(straight, members.join()));
  },
  'escape-flood': straight =>
    asJson(straight, spliceMember(straight, `"note":"${OPEN_SEQUENCES.repeat(FLOOD)}"`)),
  huge: straight => asJson(straight, pad(straight, HUGE_BYTES)),
  'gzip-bomb': async straight => {
    const body = await promisify(gzip)(pad(straight, BOMB_BYTES));
    return withHeader(asJson(straight, body), { 'content-encoding': 'gzip' });
  },
};

function withStatus(
  real: Answer | undefined,
  { status, inJson }: { status: number; inJson: boolean },
): RawAnswer {
  if (!inJson) return statusAnswer(status);
  const json = typeof real?.json === 'object' && !Array.isArray(real.json) ? real.json : {};
  return toRawAnswer({ status: 200, json: { ...json, status, message: STATUS_CODES[status] } });
}

function echoCredentials(
  straight: RawAnswer,
  real: Answer | undefined,
  headers: IncomingHttpHeaders,
): RawAnswer {
  const echo = toRawAnswer({ status: straight.status, json: withCredentials(real?.json, headers) });
  // A header holds ASCII only; a password may hold more.
  const echoed = collectSecrets(headers)
    .join(' ')
    .replace(/[^ -~]/g, '?');
  return withHeader(echo, { 'x-echo': echoed });
}

function statusAnswer(status: number): RawAnswer {
  return toRawAnswer({ status, json: { status, message: STATUS_CODES[status] ?? 'Failed' } });
}

function withHeader(answer: RawAnswer, header: Record<string, string>): RawAnswer {
  return { ...answer, headers: { ...answer.headers, ...header } };
}

function redirectTo(location: string): RawAnswer {
  return { status: 307, headers: { location }, body: '' };
}

function asJson({ status }: RawAnswer, body: Buffer | string): RawAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/** Blanks behind the JSON: however long it gets, it still means the same. */
function pad({ body }: RawAnswer, bytes: number): Buffer {
  return Buffer.concat([Buffer.from(body.length > 0 ? body : '{}'), Buffer.alloc(bytes, ' ')]);
}

/** Puts a member written by hand first into the object, or an object with it first into the array. */
function spliceMember({ body }: RawAnswer, member: Buffer | string): Buffer {
  const text = String(body || '{}');
  const [before, after] = text.startsWith('[') ? ['[{', '}'] : ['{', ''];
  const rest = text.slice(1);
  const separator = rest.trim().length > 1 ? ',' : '';
  return Buffer.concat(
    [before, Buffer.from(member), `${after}${separator}${rest}`].map(part => Buffer.from(part)),
  );
}
