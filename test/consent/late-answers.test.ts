import type { ElicitResult } from '@modelcontextprotocol/client';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings } from '../kit/open-server.ts';
import { createGate, openSandbox } from '../sandbox/sandbox-client.ts';
import { yes } from './ask-by-hand.ts';
import { type Asker, type ClientKind, clientKinds, openAsker } from './open-asker.ts';

function listActions(sandbox: Sandbox): unknown[] {
  return sandbox.received.map(({ action }) => action);
}

/** A client whose person sits before the question until `answer` is opened. */
async function openThinking(kind: ClientKind) {
  const sandbox = await openSandbox();
  const asked = createGate();
  const answered = createGate();
  const asker = await openAsker(kind, {
    settings: createSettings(sandbox),
    answer: async (): Promise<ElicitResult> => {
      asked.open();
      await answered.opened;
      return yes;
    },
  });
  return { sandbox, asker, asked: asked.opened, answer: answered.open };
}

/** Goes over the same connection after the late answer, so that the answer has been dealt with. */
async function expectNothingBought(sandbox: Sandbox, { call }: Asker): Promise<void> {
  const { result } = await call('order_list', {});
  expect(result).toMatchObject({ outcome: 'ok', orders: [] });
  expect(listActions(sandbox)).toEqual(['order_list']);
}

describe.each(clientKinds)('a %s client', kind => {
  it('that stops waiting while the question is open has bought nothing, whatever is answered later', async () => {
    const { sandbox, asker, asked, answer } = await openThinking(kind);
    const stop = new AbortController();
    const called = asker.call('order_create', createOrder(), { signal: stop.signal });
    called.catch(() => {});
    await asked;
    stop.abort();
    answer();
    await expect(called).rejects.toThrow();
    await expectNothingBought(sandbox, asker);
  });

  it('that fails to ask has bought nothing', async () => {
    const sandbox = await openSandbox();
    const asker = await openAsker(kind, {
      settings: createSettings(sandbox),
      answer: () => {
        throw new Error('no window to ask in');
      },
    });
    const answered = await asker.call('order_create', createOrder()).catch(() => ({ isError: true }));
    expect(answered.isError).toBe(true);
    await expectNothingBought(sandbox, asker);
  });

  it('whose person answers too late is asked again, and the new answer counts', async () => {
    const sandbox = await openSandbox();
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const { call, questions } = await openAsker(kind, {
      settings: createSettings(sandbox),
      answer: () => {
        if (questions.length === 1) vi.setSystemTime(Date.now() + 15 * 60_000 + 1_000);
        return yes;
      },
    });
    const { result } = await call('order_create', createOrder());
    expect(result).toMatchObject({ outcome: 'ordered', confirmed_by: 'person' });
    expect(questions).toHaveLength(2);
    expect(sandbox.orders()).toHaveLength(1);
  });
});

describe('a v1 client', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('that times out while the question is open has bought nothing', async () => {
    const { sandbox, asker, asked, answer } = await openThinking('v1');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const called = asker.call('order_create', createOrder());
    called.catch(() => {});
    await asked;
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    await expect(called).rejects.toThrow(/timed out/i);
    answer();
    await expectNothingBought(sandbox, asker);
  });

  it('that waits for ever gets an error after ten minutes without an answer, and has bought nothing', async () => {
    const { sandbox, asker, asked, answer } = await openThinking('v1');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const called = asker.call('order_create', createOrder(), { timeout: 3_600_000 });
    await asked;
    await vi.advanceTimersByTimeAsync(10 * 60_000);
    vi.useRealTimers();
    expect((await called).isError).toBe(true);
    answer();
    await expectNothingBought(sandbox, asker);
  });
});
