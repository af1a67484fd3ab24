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
