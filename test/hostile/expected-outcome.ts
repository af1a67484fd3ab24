import { carriesOutFirst, faultNames as shippedNames } from '../../src/sandbox/faults.ts';
import { type AnyFaultName, listScriptedNames, toFault } from '../kit/scripted-answer.ts';

export const actions = ['order_create', 'order_status', 'order_list', 'order_cancel', 'server_list'] as const;
export type Action = (typeof actions)[number];

/** Every way to fail there is, the statuses with numbers of every kind. */
export const faultNames: readonly AnyFaultName[] = [
  ...shippedNames,
  ...listScriptedNames(),
  ...[302, 400, 401, 402, 403, 404, 408, 409, 422, 500, 503].map(status => `status-${status}` as const),
  ...[402, 404, 500].map(status => `status-${status}-after` as const),
  ...[402, 404, 500].map(status => `json-status-${status}` as const),
  ...[402, 404, 500].map(status => `json-status-${status}-after` as const),
];

/** Faults that bend texts and types and leave the answer's meaning. */
const readable: readonly string[] = [
  'echo-credentials',
  'control-characters',
  'escape-flood',
  'instructions-in-names',
  'big-ids',
];

const refusals: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 413, 415, 422, 429]);

/** Faults that keep a call until its deadline: the answer stays away, or asks to come again later. */
export const stalling: readonly string[] = ['hang-before', 'hang', 'slow', 'drip', 'rate-limited'];

/** What a truthful tool says, given what the provider has done and what of that it let through. */
export function expectOutcome(action: Action, fault: AnyFaultName): string {
  if (action === 'order_create') return expectOrder(fault);
  if (action === 'order_cancel') return expectCancellation(fault);
  return action === 'order_status' ? expectStatus(fault) : expectList(fault);
}

function expectOrder(fault: AnyFaultName): string {
  if (readable.includes(fault)) return 'ordered';
  const status = statusOf(fault);
  if (status?.status === 402) return 'payment_required';
  // A refusal that names the order contradicts itself: the order is looked up.
  const namesOrder = status?.inJson && status.after;
  if (status && refusals.has(status.status) && !namesOrder) return 'not_ordered';
  // The answer is lost. The order is found by its items' names if it was placed, and absence proves nothing.
  return carriesOutFirst(toFault(fault)) ? 'ordered' : 'unknown';
}

/** They put a text where the documented answer is empty, and a text is no word that it was cancelled. */
const talkative: readonly string[] = ['echo-credentials', 'control-characters', 'escape-flood'];

function expectCancellation(fault: AnyFaultName): string {
  if (talkative.includes(fault)) return 'unknown';
  if (readable.includes(fault) || fault === 'wrong-types' || fault === 'empty') return 'cancelled';
  const status = statusOf(fault);
  return status && refusals.has(status.status) ? 'not_cancelled' : 'unknown';
}

function expectStatus(fault: AnyFaultName): string {
  if (readable.includes(fault) || ['wide', 'wrong-types'].includes(fault)) return 'ok';
  const status = statusOf(fault);
  if (status?.status === 402) return 'payment_required';
  // The answer holds the order, and it is the order that failed.
  return status?.inJson && status.after && status.status >= 500 ? 'ok' : 'failed';
}

function expectList(fault: AnyFaultName): string {
  return readable.includes(fault) || ['wide', 'wrong-types', 'empty'].includes(fault) ? 'ok' : 'failed';
}

function statusOf(fault: AnyFaultName) {
  if (fault === 'rate-limited') return { status: 429, inJson: false, after: false };
  const [, inJson, digits, after] = /^(json-)?status-(\d{3})(-after)?$/.exec(fault) ?? [];
  if (digits === undefined) return undefined;
  return { status: Number(digits), inJson: inJson !== undefined, after: after !== undefined };
}
