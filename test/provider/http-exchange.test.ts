import { stat } from 'node:fs';
import type { Dispatcher } from 'undici';
import { describe, expect, it, vi } from 'vitest';
import { type ExchangeRequest, exchange } from '../../src/provider/http-exchange.ts';

/** A dispatcher whose moments the test chooses. */
function createDispatcher() {
  let handler: Dispatcher.DispatchHandler | undefined;
  const abort = vi.fn();
  const controller = { abort } as unknown as Dispatcher.DispatchController;
  const dispatch = vi.fn((_options: unknown, given: Dispatcher.DispatchHandler) => {
    handler = given;
    return true;
  });
  return {
    dispatcher: { dispatch } as unknown as Dispatcher,
    dispatch,
    abort,
    start: () => handler?.onRequestStart?.(controller, {}),
    answer: (httpStatus: number, body = '{}') => {
      handler?.onResponseStart?.(controller, httpStatus, {}, 'OK');
      handler?.onResponseData?.(controller, Buffer.from(body));
      handler?.onResponseEnd?.(controller, {});
    },
    breakDown: (code: string) =>
      handler?.onResponseError?.(controller, Object.assign(new Error('token tok-secret'), { code })),
  };
}

function run(dispatcher: Dispatcher, options: Partial<ExchangeRequest> = {}) {
  const url = new URL('http://127.0.0.1/api');
  return exchange(dispatcher, {
    url,
    headers: {},
    body: '{}',
    timeoutMs: 10_000,
    closeAfter: true,
    ...options,
  });
}

describe('an exchange', () => {
  it('whose deadline passed while it waited for a connection is stopped when the connection comes', async () => {
    const { dispatcher, start, abort } = createDispatcher();
    const result = await run(dispatcher, { timeoutMs: 1 });
    expect(result).toMatchObject({ kind: 'failed', sent: false, error: { code: 'timeout' } });
    start();
    expect(abort).toHaveBeenCalledOnce();
  });

  it('that was cancelled while it waited for a connection is stopped when the connection comes', async () => {
    const { dispatcher, start, abort } = createDispatcher();
    const cancel = new AbortController();
    const result = run(dispatcher, { signal: cancel.signal });
    cancel.abort();
    expect(await result).toMatchObject({ kind: 'failed', sent: false });
    start();
    expect(abort).toHaveBeenCalledOnce();
  });

  it.each([{ timeoutMs: 0 }, { timeoutMs: Number.NaN }, { signal: AbortSignal.abort() }])(
    'with %o is not even handed on',
    async options => {
      const { dispatcher, dispatch } = createDispatcher();
      expect(await run(dispatcher, options)).toMatchObject({
        kind: 'failed',
        sent: false,
        error: { code: 'timeout' },
      });
      expect(dispatch).not.toHaveBeenCalled();
    },
  );

  it('asks for an objection only once it could begin', async () => {
    const { dispatcher, start, abort } = createDispatcher();
    const objection = vi.fn(() => 'Too late.');
    const result = run(dispatcher, { objection });
    expect(objection).not.toHaveBeenCalled();
    start();
    expect(await result).toMatchObject({ kind: 'failed', sent: false, error: { message: 'Too late.' } });
    expect(abort).toHaveBeenCalledOnce();
  });

  it('is never begun a second time by a lower layer, and counts as sent then', async () => {
    const { dispatcher, start, abort } = createDispatcher();
    const objection = vi.fn(() => undefined);
    const result = run(dispatcher, { objection });
    start();
    start();
    expect(await result).toMatchObject({ kind: 'failed', sent: true });
    expect(objection).toHaveBeenCalledOnce();
    expect(abort).toHaveBeenCalled();
  });

  it('takes an answer that came in time while the process was busy', async () => {
    const { dispatcher, start, answer } = createDispatcher();
    // From here on Node sees to timers first, and then to what came in, such as this file's state.
    await new Promise(resolve => setImmediate(resolve));
    const result = run(dispatcher, { timeoutMs: 1 });
    start();
    stat('.', () => answer(200));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    expect(await result).toMatchObject({ kind: 'answer', httpStatus: 200 });
  });

  it('keeps its answer when the connection breaks after it', async () => {
    const { dispatcher, start, answer, breakDown } = createDispatcher();
    const result = run(dispatcher);
    start();
    answer(200);
    breakDown('ECONNRESET');
    expect(await result).toMatchObject({ kind: 'answer', sent: true, httpStatus: 200 });
  });

  it.each([
    ['UND_ERR_CONNECT_TIMEOUT', 'unavailable'],
    ['ECONNREFUSED', 'unavailable'],
    ['ENOTFOUND', 'unavailable'],
    ['CERT_HAS_EXPIRED', 'unavailable'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'unavailable'],
    ['EPROTO', 'unavailable'],
    ['WHATEVER', 'unavailable'],
    ['UND_ERR_HEADERS_OVERFLOW', 'bad_response'],
  ])('says of %s what it means, in our words only', async (code, meaning) => {
    const { dispatcher, breakDown } = createDispatcher();
    const result = run(dispatcher);
    breakDown(code);
    const { kind, error, sent } = { error: undefined, ...(await result) };
    expect({ kind, sent, code: error?.code }).toEqual({ kind: 'failed', sent: false, code: meaning });
    expect(error?.message).not.toContain('secret');
    expect(error?.message).toMatch(/\.$/);
  });

  it('that the dispatcher refuses outright was not sent', async () => {
    const dispatcher = {
      dispatch: () => {
        throw new TypeError('invalid header');
      },
    } as unknown as Dispatcher;
    expect(await run(dispatcher)).toMatchObject({ kind: 'failed', sent: false });
  });
});
