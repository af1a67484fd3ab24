import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { CallToolResult } from '@modelcontextprotocol/client';
import { describe, expect, it } from 'vitest';
import { carriesOutFirst } from '../../src/sandbox/faults.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Credentials } from '../../src/settings/credentials.ts';
import { callBudgetMs } from '../../src/time-budget.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, type Era, openServer } from '../kit/open-server.ts';
import { type AnyFaultName, findRedirected, playBigIds, toFault } from '../kit/scripted-answer.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { type Action, actions, expectOutcome, faultNames, stalling } from './expected-outcome.ts';
import { findFlaws, findSecrets } from './find-flaws.ts';
import { runAll } from './run-all.ts';

/** Signs in them that every encoding writes in another way. */
const token = 'tok-5a8e61/b27+c0=d9';
const username = 'someone@example.org';
const password = 'it\'s a "horse" & b\u00e4ttery/+';

const stallTimeoutMs = 2_000;

/** Such answers are read alike whatever was asked, and each costs seconds. */
const costly: readonly string[] = ['wide', 'huge', 'escape-flood', 'gzip-bomb', 'deep'];
const costlyActions = ['order_create', 'order_list'] as const;

/** Far beyond what an answer takes that comes. */
const answerTimeoutMs = 15_000;

const withToken: Credentials = { kind: 'token', token };
const withPassword: Credentials = { kind: 'basic', username, password };

interface Setting {
  readonly era: Era;
  readonly credentials: Credentials;
}

async function openCase({ era, credentials }: Setting, fault: AnyFaultName) {
  const sandbox = await openSandbox({ token, username, password, provisioningMs: 0 });
  if (fault === 'big-ids') playBigIds(sandbox);
  const requestTimeoutMs = stalling.includes(fault) ? stallTimeoutMs : answerTimeoutMs;
  const settings = createSettings(sandbox, { credentials, requestTimeoutMs });
  const server = await openServer({ era, settings });
  const call = (name: string, args: object) =>
    server.client.callTool({ name, arguments: { ...args } }) as Promise<CallToolResult>;
  return { fault, sandbox, credentials, settings, server, call };
}

type OpenCase = Awaited<ReturnType<typeof openCase>>;

/** Everything that is wrong with how every action is answered under one fault. */
async function findProblems(setting: Setting, fault: AnyFaultName): Promise<string[]> {
  const open = await openCase(setting, fault);
  const problems: string[] = [];
  for (const action of costly.includes(fault) ? costlyActions : actions) {
    const found = await findActionProblems(action, open);
    problems.push(...found.map(problem => `${action} under ${fault}: ${problem}`));
  }
  const { sandbox, credentials, settings, server } = open;
  problems.push(
    ...(findRedirected(sandbox).length === 0 ? [] : ['followed a redirect']),
    ...findSecrets(server.log.join('\n'), credentials),
    ...findSecrets(readJournal(settings.stateDirectory), credentials),
    ...(server.log.length === 0 ? [] : [`logged ${server.log.join('; ')}`]),
  );
  await server.close();
  await sandbox.close();
  return problems;
}

async function findActionProblems(action: Action, open: OpenCase): Promise<string[]> {
  const { sandbox, credentials, call, fault } = open;
  const args = await toArguments(action, open);
  // Far beyond the deadline, however busy this process is.
  sandbox.setFault(action, toFault(fault, fault === 'slow' ? { delayMs: 10 * stallTimeoutMs } : {}));
  const startedAt = performance.now();
  const result = await call(action, args);
  const elapsedMs = performance.now() - startedAt;
  sandbox.setFault(action, undefined);
  const { outcome, error } = result.structuredContent as { outcome?: string; error?: { code?: string } };
  const expected = expectOutcome(action, fault);
  return [
    ...(outcome === expected ? [] : [`is ${outcome} (${error?.code}) instead of ${expected}`]),
    ...(elapsedMs <= callBudgetMs ? [] : [`took ${Math.round(elapsedMs)} ms`]),
    ...findFlaws(result, credentials),
    ...(action === 'order_create' ? await repeatOrder({ ...open, args }) : []),
  ];
}

async function toArguments(action: Action, { call }: OpenCase): Promise<object> {
  if (action === 'order_create') return { ...createOrder('under test'), idempotency_key: 'under-test' };
  if (action !== 'order_status' && action !== 'order_cancel') return {};
  const ordered = await call('order_create', createOrder(`for ${action}`));
  return { order_id: (ordered.structuredContent as { order_id?: unknown }).order_id };
}

/** The provider is well again, and the very same call comes again: still one order at most. */
async function repeatOrder({ fault, sandbox, call, args }: OpenCase & { args: object }): Promise<string[]> {
  const isCarriedOut = carriesOutFirst(toFault(fault));
  const placedAtOnce = countOrders(sandbox);
  const sentAtOnce = countSent(sandbox);
  const again = await call('order_create', args);
  const { outcome } = again.structuredContent as { outcome: string };
  const expected = expectOutcome('order_create', fault);
  // Refused in so many words, the order may be sent again; a provider that lies about that cannot be helped.
  const maxSent = expected === 'not_ordered' ? 2 : 1;
  const maxOrders = expected === 'not_ordered' && isCarriedOut ? 2 : 1;
  const settled = expected === 'unknown' ? 'unknown' : expected === 'payment_required' ? outcome : 'ordered';
  return [
    ...(placedAtOnce === (isCarriedOut ? 1 : 0) ? [] : [`placed ${placedAtOnce} orders`]),
    ...(sentAtOnce === 1 ? [] : [`sent ${sentAtOnce} orders`]),
    ...(countOrders(sandbox) <= maxOrders ? [] : [`placed ${countOrders(sandbox)} orders in the end`]),
    ...(countSent(sandbox) <= maxSent ? [] : [`sent ${countSent(sandbox)} orders in the end`]),
    ...(outcome === settled ? [] : [`is ${outcome} instead of ${settled} the second time`]),
  ];
}

function countOrders(sandbox: Sandbox): number {
  return sandbox.orders().filter(order => order.order_items?.[0]?.reference === 'under test').length;
}

/** Orders that arrived, whatever became of them. */
function countSent(sandbox: Sandbox): number {
  return sandbox.received.filter(({ action, body }) => {
    return action === 'order_create' && JSON.stringify(body).includes('"under test"');
  }).length;
}

function readJournal(directory: string): string {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  return files.map(entry => readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).join('\n');
}

/** What an echo gives away depends on the credentials, how an id is written on the era; the others hardly matter. */
const echoAndIds = ['echo-credentials', 'big-ids', 'wrong-types'] as const;

const settings: readonly (Setting & { faults: readonly AnyFaultName[] })[] = [
  { era: 'legacy', credentials: withToken, faults: faultNames },
  { era: 'modern', credentials: withPassword, faults: echoAndIds },
  { era: 'legacy', credentials: withPassword, faults: echoAndIds },
  { era: 'modern', credentials: withToken, faults: echoAndIds },
];

describe.each(settings)(
  'a hostile provider and a $era client with a $credentials.kind',
  ({ faults, ...setting }) => {
    it('get one truthful, bounded, clean answer from every action under every fault', {
      timeout: 240_000,
    }, async () => {
      const problems = await runAll(faults, { atOnce: 12, work: fault => findProblems(setting, fault) });
      expect(problems.flat()).toEqual([]);
    });
  },
);
