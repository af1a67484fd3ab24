import type { Sandbox, SandboxOptions } from '../../../src/sandbox/start-sandbox.ts';
import type { Settings } from '../../../src/settings/load-settings.ts';
import { createSettings, openServer, type ServerOptions } from '../../kit/open-server.ts';
import { call as callSandbox, exampleItem, exampleOrder, openSandbox } from '../../sandbox/sandbox-client.ts';
import { createVirtualClock } from './virtual-clock.ts';

export interface WatchingOptions extends Omit<ServerOptions, 'settings' | 'now' | 'clock'> {
  readonly sandbox?: SandboxOptions;
  readonly settings?: Partial<Settings>;
  /** Names of the items of order 73; one by default. */
  readonly names?: readonly string[];
  /** Whether order 73 is paid from the credit; it waits for its payment otherwise. */
  readonly paid?: boolean;
}

/** A server in front of a sandbox that holds order 73; for both, time passes only while the server waits. */
export async function openWatching(options: WatchingOptions = {}) {
  const { sandbox: sandboxOptions, settings, names = ['web'], paid = false, ...serverOptions } = options;
  const { clock, now, advance } = createVirtualClock();
  const sandbox = await openSandbox({ now, creditCents: paid ? 1_000_00 : 0, ...sandboxOptions });
  const items = names.map(name => ({ ...exampleItem, name }));
  await callSandbox(sandbox, { ...exampleOrder, items });
  sandbox.received.length = 0;
  const server = await openServer({ ...serverOptions, settings: createSettings(sandbox, settings), clock });
  return {
    ...server,
    sandbox,
    now,
    advance,
    status: (args: object = {}) => server.call('order_status', { order_id: 73, ...args }),
    /** How often an action arrived so far. */
    count: (action: string) => sandbox.received.filter(request => request.action === action).length,
    invoiceUrl: `${sandbox.accountUrl}invoices/501`,
  };
}

/** Calls `then` once the sandbox has answered the action for the given time. */
export function afterAnswer(sandbox: Sandbox, of: { action: string; times: number }, then: () => void): void {
  let seen = 0;
  sandbox.hooks.afterAnswer = request => {
    if (request.action !== of.action) return;
    seen += 1;
    if (seen === of.times) then();
  };
}
