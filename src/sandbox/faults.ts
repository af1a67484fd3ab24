import { actionNames } from './actions.ts';

/** Faults that leave the world as it was: the action is never carried out. `status-NNN` is one of them too. */
const faultsBefore = ['reset-before', 'hang-before', 'rate-limited', 'redirect', 'redirect-loop'] as const;

/** Faults after the fact: the action is carried out, money is spent, and then the answer goes wrong. */
const faultsAfter = [
  'reset-after',
  'hang',
  'slow',
  'drip',
  'cut-off',
  'html',
  'empty',
  'not-json',
  'bad-utf8',
  'deep',
  'wide',
  'huge',
  'gzip-bomb',
  'echo-credentials',
  'control-characters',
  'escape-flood',
  'instructions-in-names',
  'wrong-types',
  'big-ids',
] as const;

const statusNames = ['status-NNN', 'status-NNN-after', 'json-status-NNN', 'json-status-NNN-after'];

const STATUS_FAULT = /^(json-)?status-([345]\d\d)(-after)?$/;

export type FaultName =
  | (typeof faultsBefore)[number]
  | (typeof faultsAfter)[number]
  | `${'' | 'json-'}status-${number}${'' | '-after'}`;

/** An answer as it goes on the wire. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | string;
}

interface FaultReach {
  /** Hits that often, then the provider is well again; without it, always. */
  times?: number | undefined;
}

interface NamedFault extends FaultReach {
  name: FaultName;
  /** `slow`: before the answer, default 3000. `drip`: between two bytes, default 1000. */
  delayMs?: number | undefined;
}

/** Any answer at all, written by a test from the real one, which is missing if nothing was carried out. */
interface ScriptedFault extends FaultReach {
  name: 'scripted';
  carriesOut: boolean;
  answer: (real: RawAnswer | undefined) => RawAnswer;
}

export type Fault = NamedFault | ScriptedFault;

/** By action name, or `*` for every action that has no fault of its own. */
export type FaultPlan = Record<string, Fault>;

export interface StatusFault {
  status: number;
  /** HTTP 200, and the status only stands in the JSON. */
  inJson: boolean;
  after: boolean;
}

export function parseStatusFault(name: string): StatusFault | undefined {
  const match = STATUS_FAULT.exec(name);
  return match
    ? { status: Number(match[2]), inJson: match[1] !== undefined, after: match[3] !== undefined }
    : undefined;
}

export function carriesOutFirst(fault: Fault): boolean {
  if (fault.name === 'scripted') return fault.carriesOut;
  return parseStatusFault(fault.name)?.after ?? isOneOf(faultsAfter, fault.name);
}

/**
 * Reads `ACTION=FAULT`, `ACTION=FAULT:TIMES` or `ACTION=FAULT@DELAY_MS:TIMES`.
 * Throws an Error that names what is known.
 */
export function parseFault(text: string): { action: string; fault: Fault } {
  const [, action = '', name = '', delayMs, times] =
    /^([^=]+)=([^:@]+)(?:@(\d{1,9}))?(?::([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (action === '')
    throw new Error(`Fault "${text}" is not of the form ACTION=FAULT or ACTION=FAULT:TIMES.`);
  if (action !== '*' && !actionNames.includes(action)) {
    throw new Error(
      `Unknown action "${action}" in fault "${text}". Known: ${actionNames.join(', ')}, and * for all.`,
    );
  }
  if (!isFaultName(name))
    throw new Error(`Unknown fault "${name}" in "${text}". Known: ${renderFaultNames()}.`);
  const fault: NamedFault = { name };
  if (delayMs !== undefined) fault.delayMs = Number(delayMs);
  if (times !== undefined) fault.times = Number(times);
  return { action, fault };
}

function isFaultName(name: string): name is FaultName {
  return isOneOf(faultsBefore, name) || isOneOf(faultsAfter, name) || parseStatusFault(name) !== undefined;
}

function renderFaultNames(): string {
  return [...faultsBefore, ...faultsAfter, ...statusNames].join(', ');
}

function isOneOf(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

/** The faults that are switched on now, and how often each may still hit. */
export class FaultSwitches {
  readonly #faults = new Map<string, { fault: Fault; left: number }>();

  constructor(plan: FaultPlan) {
    for (const [action, fault] of Object.entries(plan)) this.set(action, fault);
  }

  set(action: string, fault: Fault | undefined): void {
    if (fault) this.#faults.set(action, { fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    else this.#faults.delete(action);
  }

  /** The fault that hits this request, counted as used. */
  take(action: string): Fault | undefined {
    const key = this.#faults.has(action) ? action : '*';
    const entry = this.#faults.get(key);
    if (!entry) return undefined;
    entry.left -= 1;
    if (entry.left <= 0) this.#faults.delete(key);
    return entry.fault;
  }
}
