import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { describeWarnings } from '../../src/request/warnings.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import { createItem, createOrder } from '../kit/example-order.ts';
import { createSettings, eras, openServer, type ServerOptions } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { yes } from './ask-by-hand.ts';
import { richOrder } from './rich-order.ts';

async function createWorld(overrides: Partial<Settings> = {}, options: Partial<ServerOptions> = {}) {
  const sandbox = await openSandbox();
  const settings = createSettings(sandbox, overrides);
  const { call, questions } = await openServer({ settings, ...options });
  /** A dry run, which leaves the provider, the journal and the person alone. */
  const rehearse = async (order: object) => {
    const before = { requests: sandbox.received.length, files: listFiles(settings), asked: questions.length };
    const result = await call('order_create', { ...order, dry_run: true });
    expect(sandbox.received).toHaveLength(before.requests);
    expect(listFiles(settings)).toEqual(before.files);
    expect(questions).toHaveLength(before.asked);
    return result;
  };
  return { sandbox, call, rehearse };
}

function listFiles({ stateDirectory }: Settings): string[] {
  return readdirSync(stateDirectory, { recursive: true, encoding: 'utf8' }).sort();
}

const openSshOrder = {
  items: [createItem()].map(item => {
    item.product.options.features.sshd.ip_allow = '0.0.0.0/0';
    return item;
  }),
};

describe('a dry run', () => {
  it.each(eras)(
    'shows a %s client the checked request as it would go out, and touches nothing',
    async era => {
      const { rehearse } = await createWorld({}, { era, answer: () => yes });
      const checked = orderRequestSchema.parse(richOrder);
      const result = await rehearse(richOrder);
      const [first, second] = checked.items;
      expect(result).toMatchObject({ outcome: 'dry_run', confirmation: 'person' });
      expect(result.request).toEqual({
        action: 'order_create',
        items: [
          {
            ...first,
            product: {
              ...first?.product,
              options: {
                ...first?.product.options,
                features: {
                  ...first?.product.options.features,
                  cloud_init_url: 'https://boot.example/init/web?***',
                },
              },
            },
          },
          second,
        ],
        reference: richOrder.reference,
      });
      expect(result.warnings).toEqual(describeWarnings(checked));
      expect(JSON.stringify(result)).not.toContain('s3cr3t');
    },
  );

  it('is what is sent afterwards, under a key also in its reference', async () => {
    const { sandbox, call, rehearse } = await createWorld();
    const order = { ...createOrder(), idempotency_key: 'job-1' };
    const { request } = await rehearse(order);
    await call('order_create', order);
    const sent = sandbox.received.find(({ action }) => action === 'order_create');
    expect(sent?.body).toEqual(request);
  });

  it('says that a reference of chance is made anew', async () => {
    const { rehearse } = await createWorld();
    expect((await rehearse(createOrder())).next_step).toContain('reference is made anew');
    expect((await rehearse({ ...createOrder(), reference: 'mine' })).next_step).not.toContain('anew');
  });

  it.each<[string, Partial<Settings>, Partial<ServerOptions>, string]>([
    ['a person where the client can ask', {}, { answer: () => yes }, 'person'],
    ['a person where one has to be asked', { confirm: 'always' }, { answer: () => yes }, 'person'],
    ['the client alone where it cannot', {}, {}, 'client'],
    ['nobody where nobody is to be asked', { confirm: 'never' }, { answer: () => yes }, 'nobody'],
  ])('names who would confirm: %s', async (_, settings, options, who) => {
    const { rehearse, call } = await createWorld(settings, options);
    const rehearsed = await rehearse(createOrder());
    expect(rehearsed.confirmation).toBe(who);
    expect(rehearsed.next_step).toContain(who === 'person' ? 'a person is asked' : 'nobody is asked');
    expect(await call('order_create', createOrder())).toMatchObject({ confirmed_by: who });
  });

  it.each<[string, Partial<Settings>, object]>([
    ['a person has to be asked', { confirm: 'always' }, createOrder()],
    ['SSH is open to everyone', {}, openSshOrder],
  ])('is refused like the order itself when %s and nobody can be', async (_, settings, order) => {
    const { rehearse } = await createWorld(settings);
    expect(await rehearse(order)).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'confirmation_unavailable' },
    });
  });

  it('says what the limits leave, until that is nothing', async () => {
    const { rehearse, call } = await createWorld({ limits: { itemsPerOrder: 3, ordersPerDay: 2 } });
    const left = async () => (await rehearse(createOrder('next'))).limits;
    expect(await left()).toEqual({ orders_left_today: 2, items_per_order: 3 });
    await call('order_create', createOrder('a'));
    expect(await left()).toEqual({ orders_left_today: 1, items_per_order: 3 });
    await call('order_create', createOrder('b'));
    expect(await rehearse(createOrder('next'))).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'limit_exceeded', message: expect.stringContaining('VPS_MAX_ORDERS_PER_DAY') },
    });
  });

  it('says what the limits allow for one server, where the operator set them', async () => {
    const limits = { itemsPerOrder: 3, ordersPerDay: 2, ramGb: 4.5, cpu: 9, storageGb: 100 };
    const { rehearse } = await createWorld({ limits });
    expect((await rehearse(createOrder())).limits).toEqual({
      orders_left_today: 2,
      items_per_order: 3,
      ram_gb_per_item: 4.5,
      cpu_per_item: 9,
      storage_gb_per_item: 100,
    });
    const some = await createWorld({ limits: { itemsPerOrder: 3, ordersPerDay: 2, cpu: 9 } });
    expect((await some.rehearse(createOrder())).limits).toEqual({
      orders_left_today: 2,
      items_per_order: 3,
      cpu_per_item: 9,
    });
  });

  it('of an order that was made before says so, also when the day is full', async () => {
    const { rehearse, call } = await createWorld({ limits: { itemsPerOrder: 3, ordersPerDay: 1 } });
    const { reference } = await call('order_create', createOrder());
    const result = await rehearse(createOrder());
    expect(result.outcome).toBe('dry_run');
    expect(result.next_step).toContain(`The same order was made before (reference "${reference}", ordered)`);
    expect(result).not.toHaveProperty('confirmation');
  });

  it('names what stands in the way: a conflict, an order that is not settled', async () => {
    const { sandbox, rehearse, call } = await createWorld({ requestTimeoutMs: 2_000 });
    await call('order_create', { ...createOrder('a'), idempotency_key: 'one' });
    expect(await rehearse({ ...createOrder('b'), idempotency_key: 'one' })).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'idempotency_conflict' },
    });
    sandbox.setFault('order_create', { name: 'reset-before' });
    await call('order_create', createOrder('c'));
    expect(await rehearse({ ...createOrder('c'), idempotency_key: 'two' })).toMatchObject({
      outcome: 'not_ordered',
      error: { code: 'unresolved' },
    });
  });
});
