import { actionNames } from './actions.ts';
import type { RawAnswer, ReceivedRequest } from './http.ts';

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
    const known = `${actionNames.join(', ')}, and * for all`;
    throw new Error(`Unknown action "${action}" in fault "${text}". Known: ${known}.`);
  }
  if (!isFaultName(name)) {
    const known = [...faultNames, 'status-NNN', 'status-NNN-after'].join(', ');
    throw new Error(`Unknown fault "${name}" in "${text}". Known: ${known}.`);
  }
  const toNumber = (digits: string | undefined) => (digits === undefined ? undefined : Number(digits));
  return { action, fault: { name, delayMs: toNumber(delayMs), times: toNumber(times) } };
}

function isFaultName(name: string): name is FaultName {
  return faultNames.some(known => known === name) || readFaultStatus(name) !== undefined;
}

export type FaultSwitches = ReturnType<typeof createFaultSwitches>;

/** The faults that are on now, by action name or `*` for every action without one, and how often each may still hit. */
export function createFaultSwitches(faults: Record<string, Fault>) {
  const switches = new Map<string, { fault: Fault; left: number }>();
  const set = (action: string, fault: Fault | undefined) => {
    if (fault) switches.set(action, { fault, left: fault.times ?? Number.POSITIVE_INFINITY });
    else switches.delete(action);
  };
  for (const [action, fault] of Object.entries(faults)) set(action, fault);
  return {
    set,
    /** The fault that hits this request, counted as used. */
    take(action: string): Fault | undefined {
      const key = switches.has(action) ? action : '*';
      const entry = switches.get(key);
      if (!entry) return undefined;
      entry.left -= 1;
      if (entry.left <= 0) switches.delete(key);
      return entry.fault;
    },
  };
}
