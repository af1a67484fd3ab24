import { describe, expect, it, vi } from 'vitest';
import type { RecordState } from '../../../src/journal/record.ts';
import { createContext } from '../../../src/order-service.ts';
import type { SandboxOptions } from '../../../src/sandbox/start-sandbox.ts';
import type { Settings } from '../../../src/settings/load-settings.ts';
import { createItem, createOrder } from '../../kit/example-order.ts';
import { createSettings, openServer, type ServerOptions } from '../../kit/open-server.ts';
import { examplePriceList } from '../../money/example-price-list.ts';
import { createClock, openSandbox } from '../../sandbox/sandbox-client.ts';

const dayMs = 24 * 60 * 60_000;

interface World extends Pick<ServerOptions, 'answer'> {
  readonly sandbox?: SandboxOptions;
  readonly settings?: Partial<Settings>;
  readonly limits?: Partial<Settings['limits']>;
  /** Changes of the price list; null for none. */
  readonly list?: object | null;
}

/** A server with a price list by which an order of `createOrder` costs 12.25 EUR. */
async function openWorld({ sandbox: options, settings, limits, list = {}, answer }: World = {}) {
  const sandbox = await openSandbox(options);
  const clock = createClock();
  const priceList =
    list === null ? undefined : JSON.stringify({ ...examplePriceList, checked_on: '2026-03-01', ...list });
  const all = createSettings(sandbox, {
    priceList,
    limits: { itemsPerOrder: 5, ordersPerDay: 1_000, ...limits },
    ...settings,
  });
  const server = await openServer({ settings: all, now: clock.now, answer });
  const sent = () => sandbox.received.filter(({ action }) => action === 'order_create').length;
  return { ...server, settings: all, sandbox, clock, sent };
}

/** What a question says of the price, without what stands behind it. */
function readPrice({ message }: { message: string }): string | undefined {
  return /^.*\n(.*?\.)(?: |\n)/.exec(message)?.[1];
}

const yes = () => ({ action: 'accept' as const, content: { confirm: true } });

const estimate = {
  amount: '12.25',
  currency: 'EUR',
  period_days: 30,
  tax: 'excluded',
  by: 'operator_price_list',
  checked_on: '2026-03-01',
};

describe('the estimate', () => {
  it('stands in the dry run with its lines, and in words', async () => {
    const { call } = await openWorld();
    const result = await call('order_create', { ...createOrder(), dry_run: true });
    expect(result).toMatchObject({ outcome: 'dry_run', estimate });
    expect(result.estimate).toMatchObject({
      lines: expect.arrayContaining([
        {
          item: 'My testserver 1',
          part: 'quantity_storage_gb',
          quantity: 25,
          unit_price: '0.05',
          amount: '1.25',
        },
      ]),
    });
    expect(result.next_step).toContain(
      "About 12.25 EUR per 30 days, without tax, by the operator's price list of 2026-03-01; the provider states no price.",
    );
  });

  it('stands in the first two lines of the question, in the result, and in every later answer', async () => {
    const { call, questions } = await openWorld({ answer: yes });
    const args = { ...createOrder(), idempotency_key: 'key' };
    expect(await call('order_create', args)).toMatchObject({ outcome: 'ordered', estimate });
    expect(questions.map(readPrice)).toEqual(["About 12.25 EUR per 30 days by the operator's list."]);
    const again = await call('order_create', args);
    expect(again).toMatchObject({ replayed: true, estimate });
    expect(again.estimate).not.toHaveProperty('lines');
  });

  it('is absent without a list, and who could know it is said', async () => {
    const { call, questions } = await openWorld({ list: null, answer: yes });
    const tried = await call('order_create', { ...createOrder(), dry_run: true });
    expect(tried).not.toHaveProperty('estimate');
    expect(tried.next_step).toMatch(/No price is known: .*VPS_PRICE_LIST.*website or support/);
    expect(await call('order_create', createOrder())).not.toHaveProperty('estimate');
    expect(questions.map(readPrice)).toEqual(['No price is known.']);
  });

  it('ends with the last day of the list, while the server runs', async () => {
    const { call, clock } = await openWorld({ list: { expires_on: '2026-03-02' } });
    const tryIt = async () => await call('order_create', { ...createOrder(), dry_run: true });
    clock.advance(dayMs);
    expect(await tryIt()).toHaveProperty('estimate');
    clock.advance(dayMs);
    expect(await tryIt()).not.toHaveProperty('estimate');
  });

  it('that a person was not shown makes an earlier yes none', async () => {
    const world = await openWorld({
      list: { expires_on: '2026-03-01' },
      answer: () => {
        // While the person thinks the list expires, once.
        if (world.questions.length === 1) world.clock.advance(14 * 60_000);
        return yes();
      },
    });
    world.clock.advance(dayMs - 10 * 60 * 60_000 - 60_000);
    expect(await world.call('order_create', createOrder())).toMatchObject({ outcome: 'ordered' });
    expect(world.questions.map(readPrice)).toEqual([
      "About 12.25 EUR per 30 days by the operator's list.",
      'No price is known.',
    ]);
  });
});

describe('the invoice', () => {
  it('stands beside the estimate, in order_status too', async () => {
    const { call } = await openWorld({ sandbox: { creditCents: 0 } });
    const invoice_check = { estimated: '12.25', invoiced: '12.25', currency: 'EUR', difference: '0.00' };
    const ordered = await call('order_create', createOrder());
    expect(ordered).toMatchObject({ outcome: 'payment_required', invoice_check });
    expect(ordered.warnings).not.toContainEqual(expect.stringContaining('The invoice'));
    expect(await call('order_status', { order_id: 73 })).toMatchObject({ invoice_check });
  });

  it('that is more than a tenth away is a warning', async () => {
    const { call } = await openWorld({
      sandbox: { creditCents: 0 },
      list: { prices: { ...examplePriceList.prices, quantity_cpu: '0.80' } },
    });
    const warnings = expect.arrayContaining([
      expect.stringContaining('12.25 EUR, 1.80 more than the 10.45 EUR'),
    ]);
    expect(await call('order_create', createOrder())).toMatchObject({ warnings });
    expect(await call('order_status', { order_id: 73 })).toMatchObject({ warnings });
  });

  it('agrees with the list that the sandbox brings, whatever is ordered', async () => {
    const { call } = await openWorld({ settings: { sandbox: true }, list: null });
    const items = [0.333, 0.334, 16].map((ram, index) => {
      const item = createItem(`server ${index}`);
      item.product.options.quantity_ram_gb = ram;
      return item;
    });
    const tried = await call('order_create', { items, dry_run: true });
    expect(tried.estimate).toMatchObject({ amount: '67.09' });
    // Credit of 1,000 EUR pays for fourteen of these.
    for (let count = 0; count < 14; count += 1)
      await call('order_create', { items, idempotency_key: `order-${count}` });
    expect(await call('order_create', { items, idempotency_key: 'last' })).toMatchObject({
      outcome: 'payment_required',
      invoice_check: { estimated: '67.09', invoiced: '67.09', difference: '0.00' },
    });
  });
});

describe('a limit in money', () => {
  it.each([
    ['costPerOrder', 'VPS_MAX_COST_PER_ORDER'],
    ['costPerDay', 'VPS_MAX_COST_PER_DAY'],
    ['costPerMonth', 'VPS_MAX_COST_PER_MONTH'],
  ])('of %s stops a costlier order before anybody is asked', async (name, variable) => {
    const { call, questions, sent } = await openWorld({ limits: { [name]: '12.24' }, answer: yes });
    for (const dry_run of [true, undefined]) {
      expect(await call('order_create', { ...createOrder(), dry_run })).toMatchObject({
        outcome: 'not_ordered',
        error: { code: 'limit_exceeded', message: expect.stringContaining(variable) },
      });
    }
    expect([questions, sent()]).toEqual([[], 0]);
  });

  it('counts what was ordered before, to the cent, and frees it after its time', async () => {
    const { call, clock, sent } = await openWorld({ limits: { costPerDay: '24.50' } });
    const order = async (name: string) => (await call('order_create', createOrder(name))).outcome;
    expect([await order('a'), await order('b'), await order('c')]).toEqual([
      'ordered',
      'ordered',
      'not_ordered',
    ]);
    clock.advance(dayMs);
    expect(await order('c')).toBe('ordered');
    expect(sent()).toBe(3);
  });

  it('counts the greater of estimate and invoice', async () => {
    const { call } = await openWorld({
      sandbox: { creditCents: 0 },
      limits: { costPerMonth: '16.00' },
      list: { prices: { ...examplePriceList.prices, quantity_cpu: '0.10' } },
    });
    await call('order_create', createOrder('a'));
    expect(await call('order_create', createOrder('b'))).toMatchObject({
      error: { message: expect.stringContaining('3.75 EUR are left of the 16.00 EUR for 30 days') },
    });
  });

  it('counts an unknown order in full, and a refused one not', async () => {
    const { call, sandbox } = await openWorld({ limits: { costPerDay: '24.50' } });
    const order = async (name: string) => (await call('order_create', createOrder(name))).outcome;
    sandbox.setFault('order_create', { name: 'status-422' });
    expect(await order('refused')).toBe('not_ordered');
    sandbox.setFault('order_create', { name: 'status-500' });
    expect(await order('unknown')).toBe('unknown');
    sandbox.setFault('order_create', undefined);
    expect([await order('a'), await order('b')]).toEqual(['ordered', 'not_ordered']);
  });

  it('warns from four fifths of it on, and in the dry run says what is left', async () => {
    const { call, questions } = await openWorld({ limits: { costPerDay: '15' }, answer: yes });
    const warning =
      'With this order 12.25 EUR are spent of the 15.00 EUR for 24 hours (VPS_MAX_COST_PER_DAY).';
    const warnings = expect.arrayContaining([warning]);
    expect(await call('order_create', { ...createOrder(), dry_run: true })).toMatchObject({
      warnings,
      limits: { cost: [{ variable: 'VPS_MAX_COST_PER_DAY', limit: '15.00', spent: '0.00', left: '15.00' }] },
    });
    expect(await call('order_create', createOrder())).toMatchObject({ warnings });
    expect(questions[0]?.message).toContain(`Warning: ${warning}`);
  });

  it('takes nothing whose price is not wholly known', async () => {
    const { call, sent } = await openWorld({
      limits: { costPerDay: '100' },
      list: { os: { Plan9: '1.00' } },
    });
    expect(await call('order_create', createOrder())).toMatchObject({
      error: { code: 'limit_exceeded', message: expect.stringContaining('no price for os 2') },
    });
    expect(sent()).toBe(0);
  });

  it('is no limit for what was not ordered here', async () => {
    const { call } = await openWorld({ limits: { costPerDay: '12.25' } });
    const first = await call('order_create', createOrder());
    expect(first).toMatchObject({ outcome: 'ordered' });
    // A repeat is answered, whatever the limits are.
    expect(await call('order_create', createOrder())).toMatchObject({ replayed: true });
  });
});

describe('the last money, when another claim came first,', () => {
  /** A call that has its own claim and waits for what becomes of the other one, of the same cost. */
  async function openWaiting() {
    const world = await openWorld({ limits: { costPerMonth: '24.49' } });
    const { journal } = createContext(world.settings, {
      version: '0.0.0',
      now: world.clock.now,
      elapsed: world.clock.now,
    });
    const other = await journal.claim({
      patience_ms: 5_000,
      intent_id: 'other',
      request_digest: 'other',
      reference: 'other',
      reference_origin: 'random',
      credential: await journal.fingerprint(),
      items: [{ name: 'other' }],
      estimate,
    });
    const answered = world.call('order_create', createOrder());
    await vi.waitFor(async () => expect((await journal.records()).all).toHaveLength(2), 60_000);
    return { ...world, answered, settle: (state: RecordState) => journal.change(other, { state }) };
  }

  it('goes to the later one when that claim comes to nothing', async () => {
    const { answered, settle, sent } = await openWaiting();
    expect(sent()).toBe(0);
    await settle('void');
    expect(await answered).toMatchObject({ outcome: 'ordered' });
  });

  it('does not when that claim is sent', async () => {
    const { answered, settle, sent } = await openWaiting();
    await settle('sending');
    expect(await answered).toMatchObject({ outcome: 'not_ordered', error: { code: 'limit_exceeded' } });
    expect(sent()).toBe(0);
  });
});

describe('VPS_ASK_ABOVE', () => {
  it('asks nobody up to the amount', async () => {
    const { call, questions } = await openWorld({ settings: { askAbove: '12.25' }, answer: yes });
    const tried = await call('order_create', { ...createOrder(), dry_run: true });
    expect(tried).toMatchObject({ confirmation: 'nobody' });
    expect(await call('order_create', createOrder())).toMatchObject({ confirmed_by: 'nobody' });
    expect(questions).toEqual([]);
  });

  it('asks a person above it', async () => {
    const { call, questions } = await openWorld({ settings: { askAbove: '12.24' }, answer: yes });
    expect(await call('order_create', createOrder())).toMatchObject({ confirmed_by: 'person' });
    expect(questions).toHaveLength(1);
  });

  it.each([
    ['above it', {}, '12.24'],
    ['where a price is missing', { os: { Plan9: '1.00' } }, '100'],
    ['without a price', { expires_on: '2026-02-01' }, '100'],
  ])('refuses %s where nobody can be asked', async (_, list, askAbove) => {
    const { call, sent } = await openWorld({ settings: { askAbove }, list });
    expect(await call('order_create', createOrder())).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'confirmation_unavailable', message: expect.stringContaining('VPS_ASK_ABOVE') },
    });
    expect(sent()).toBe(0);
  });

  it('lets nobody pass an open order unasked', async () => {
    const { call, questions, sandbox } = await openWorld({ settings: { askAbove: '100' }, answer: yes });
    sandbox.setFault('order_create', { name: 'status-500', times: 1 });
    await call('order_create', createOrder());
    const other = { ...createOrder(), idempotency_key: 'other' };
    expect(await call('order_create', other)).toMatchObject({ outcome: 'ordered', confirmed_by: 'person' });
    expect(questions[0]?.message).toContain('An order like this is open');
  });

  it('asks nobody about SSH open to the world either, where the operator allows that', async () => {
    const { call, questions } = await openWorld({
      settings: { askAbove: '100', allowOpenSsh: true },
      answer: yes,
    });
    const item = createItem();
    item.product.options.features.sshd.ip_allow = '0.0.0.0/0';
    expect(await call('order_create', { items: [item] })).toMatchObject({ confirmed_by: 'nobody' });
    expect(questions).toEqual([]);
  });

  it('lets nobody open SSH to the world unasked', async () => {
    const { call, questions } = await openWorld({ settings: { askAbove: '100' }, answer: yes });
    const item = createItem();
    item.product.options.features.sshd.ip_allow = '0.0.0.0/0';
    expect(await call('order_create', { items: [item] })).toMatchObject({ outcome: 'declined' });
    expect(questions).toHaveLength(1);
  });
});
