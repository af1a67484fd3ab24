import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type RawAnswer, type ReceivedRequest, refuse, send, toRawAnswer } from './http.ts';

/** Those with `-before`, and `status-NNN`, keep the action from being carried out; after the others money is spent. */
export const faultNames = [
  'reset-before',
  'reset-after',
  'hang-before',
  'hang',
  'slow',
  'cut-off',
  'html',
  'empty',
] as const;

export type FaultName = (typeof faultNames)[number] | `status-${number}${'' | '-after'}`;

/** Any answer at all, written by a test from the real one, which is missing if nothing was carried out. */
interface ScriptedFault {
  name: string;
  carriesOut: boolean;
  answer: (real: RawAnswer | undefined, request: ReceivedRequest) => RawAnswer;
}

export type Fault = ({ name: FaultName } | ScriptedFault) & {
  /** Hits that often, then the provider is well again; without it, always. */
  times?: number | undefined;
  /** How long `slow` waits before it answers; default 3000. */
  delayMs?: number | undefined;
};

export function carriesOutFirst(fault: Fault): boolean {
  return 'answer' in fault ? fault.carriesOut : !/^status-\d+$|-before$/.test(fault.name);
}

/** The HTTP status that a fault answers with, if that is what it does. */
export function readFaultStatus(name = ''): number | undefined {
  const [, digits] = /^status-([345]\d\d)(?:-after)?$/.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** By action name, or `*` for every action that has none of its own. */
export type Faults = Map<string, Fault>;

/** The fault that hits a request, counted as used. */
export function takeFault(faults: Faults, action: string): Fault | undefined {
  const key = faults.has(action) ? action : '*';
  const fault = faults.get(key);
  const left = (fault?.times ?? Number.POSITIVE_INFINITY) - 1;
  if (fault && left > 0) faults.set(key, { ...fault, times: left });
  else faults.delete(key);
  return fault;
}

/** The real answer, or what the fault puts in its place. */
export function answerUnderFault(
  fault: Fault | undefined,
  request: ReceivedRequest,
  carryOut: () => RawAnswer,
): RawAnswer {
  if (!fault) return carryOut();
  const real = carriesOutFirst(fault) ? carryOut() : undefined;
  if ('answer' in fault) return fault.answer(real, request);
  const status = readFaultStatus(fault.name);
  if (status !== undefined) return refuse(status);
  if (fault.name === 'empty') return toRawAnswer(200);
  if (fault.name !== 'html') return real ?? toRawAnswer(500);
  const body = '<!doctype html><title>Maintenance</title><h1>We will be back soon</h1>';
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

const slowDelayMs = 3_000;

/** Sends an answer in the way the fault wants it sent; false where it is not sent whole. */
export async function sendUnderFault(
  fault: Fault | undefined,
  response: ServerResponse,
  answer: RawAnswer,
): Promise<boolean> {
  if (fault?.name.startsWith('reset')) response.socket?.resetAndDestroy();
  if (fault?.name === 'cut-off') cutOff(response, answer);
  if (fault && /^(?:reset|hang|cut-off)/.test(fault.name)) return false;
  if (fault?.name === 'slow') await pause(fault.delayMs ?? slowDelayMs, undefined, { ref: false });
  await send(response, answer);
  return true;
}

/** Sends half of the answer under the length of the whole. */
function cutOff(response: ServerResponse, { status, headers, body }: RawAnswer): void {
  // Half of nothing would be a whole answer.
  const whole = String(body || '{"status":200}');
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(whole) });
  response.write(whole.slice(0, whole.length / 2), () => response.socket?.resetAndDestroy());
}
