import { describe, expect, it } from 'vitest';
import { createOrder } from '../../kit/example-order.ts';
import { createSettings, eras, openServer } from '../../kit/open-server.ts';
import { openSandbox } from '../../sandbox/sandbox-client.ts';
import { openWatching } from './open-watching.ts';

const accept = () => ({ action: 'accept' }) as const;

describe('the question about the payment page', () => {
  it.each(eras)(
    'comes once in a call, with the address of the page and what is to be paid, for a %s client',
    async era => {
      const { status, questions, invoiceUrl } = await openWatching({ era, answer: accept });
      const result = await status({ wait_seconds: 20 });
      expect(questions).toEqual([
        expect.objectContaining({
          mode: 'url',
          url: invoiceUrl,
          message: 'Order 73 waits for a payment of 12.25 EUR. Open the payment page?',
        }),
      ]);
      expect(result).toMatchObject({ outcome: 'payment_required', payment: { url: invoiceUrl } });
    },
  );

  it('takes an opened page for no payment: the order is watched, and still waits with its page', async () => {
    const { status, count, invoiceUrl } = await openWatching({ answer: accept });
    const result = await status({ wait_seconds: 20 });
    expect(result).toMatchObject({
      outcome: 'payment_required',
      ready: false,
      payment: { url: invoiceUrl, amount: '12.25', currency: 'EUR', invoice_id: 501 },
    });
    expect(result.waited_seconds).toBeGreaterThanOrEqual(1);
    expect(result.next_step).toContain('never order again');
    expect(count('order_status')).toBeGreaterThanOrEqual(4);
  });

  it.each(['decline', 'cancel'] as const)(
    'ends at once with the page when the person answers %s',
    async action => {
      const { status, count, invoiceUrl, questions } = await openWatching({
        answer: () => ({ action }),
      });
      const result = await status({ wait_seconds: 45 });
      expect(result).toMatchObject({
        outcome: 'payment_required',
        payment: { url: invoiceUrl },
      });
      expect([questions.length, count('order_status')]).toEqual([1, 2]);
    },
  );

  it.each(eras)('does not count the time that the person takes, for a %s client', async era => {
    const watching = await openWatching({
      era,
      answer: () => {
        watching.advance(8 * 60_000);
        return accept();
      },
    });
    const result = await watching.status({ wait_seconds: 30 });
    expect(result.waited_seconds).toBe(30);
    expect(watching.count('order_status')).toBeGreaterThanOrEqual(8);
  });

  it.each([
    ['no waiting is asked for', {}, {}],
    ['the waiting is zero seconds', {}, { wait_seconds: 0 }],
    ['the client can only show forms', { elicitation: { form: {} } }, { wait_seconds: 20 }],
    ['the client has elicitation of the old kind', { elicitation: {} }, { wait_seconds: 20 }],
    ['the client can ask nothing', { answer: undefined }, { wait_seconds: 20 }],
    ['questions are switched off', { settings: { confirm: 'never' as const } }, { wait_seconds: 20 }],
    [
      'the page is on a host that nobody named',
      { settings: { paymentHosts: ['pay.example'] } },
      { wait_seconds: 20 },
    ],
  ])('is not asked when %s; the page stands in the result', async (_, options, args) => {
    const { status, questions, invoiceUrl } = await openWatching({ answer: accept, ...options });
    const result = await status(args);
    expect(questions).toEqual([]);
    expect(result).toMatchObject({ outcome: 'payment_required', payment: { url: invoiceUrl } });
  });

  it('marks a page on a host that nobody named, and says that it needs a look', async () => {
    const { status } = await openWatching({ settings: { paymentHosts: ['pay.example'] } });
    const result = await status();
    expect(result.payment).toMatchObject({ url_untrusted: true });
    expect(result.next_step).toContain('a host that the operator did not name');
  });

  it.each(eras)(
    'is not asked again after a client lost one, which then finds the page in its results, for a %s client',
    async era => {
      const { status, questions, invoiceUrl } = await openWatching({
        era,
        answer: () => Promise.reject(new Error('no browser here')),
      });
      // A modern client asks by itself, and ends its own call.
      const first = status({ wait_seconds: 20 });
      if (era === 'modern') await expect(first).rejects.toThrow('no browser here');
      else expect(await first).toMatchObject({ outcome: 'payment_required' });
      const result = await status({ wait_seconds: 20 });
      expect(result).toMatchObject({ outcome: 'payment_required', payment: { url: invoiceUrl } });
      expect(questions).toHaveLength(1);
    },
  );

  it('is asked again in the next call after it was answered', async () => {
    const { status, questions } = await openWatching({ answer: () => ({ action: 'decline' }) });
    await status({ wait_seconds: 20 });
    await status({ wait_seconds: 20 });
    expect(questions).toHaveLength(2);
  });

  it('is never asked by order_create, which answers with the page at once', async () => {
    const sandbox = await openSandbox({ creditCents: 0 });
    const { call, questions } = await openServer({
      settings: createSettings(sandbox),
      answer: () => ({ action: 'accept', content: { confirm: true } }),
    });
    const result = await call('order_create', createOrder());
    expect(result).toMatchObject({ outcome: 'payment_required', payment: { url: expect.any(String) } });
    expect(questions.map(({ mode }) => mode)).not.toContain('url');
  });
});

describe('a reply that comes back by hand', () => {
  it('needs no intact state to be believed: nothing is done with it but watching', async () => {
    const { client, count } = await openWatching({ era: 'modern', answer: accept, autoFulfill: false });
    const answered = await client.callTool({
      name: 'order_status',
      arguments: { order_id: 73, wait_seconds: 20 },
      inputResponses: { page: { action: 'accept' } },
      requestState: 'forged',
    } as Parameters<typeof client.callTool>[0]);
    expect(answered.structuredContent).toMatchObject({ outcome: 'payment_required' });
    expect(count('order_status')).toBeGreaterThanOrEqual(3);
  });
});
