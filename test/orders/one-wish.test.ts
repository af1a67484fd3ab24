import { describe, expect, it } from 'vitest';
import { createContext } from '../../src/order-service.ts';
import { createIntent } from '../../src/orders/create/intent.ts';
import { settleRecord } from '../../src/orders/settle-by-hand.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import type { SandboxOptions } from '../../src/sandbox/start-sandbox.ts';
import type { Settings } from '../../src/settings/load-settings.ts';
import { yes } from '../consent/ask-by-hand.ts';
import { createOrder } from '../kit/example-order.ts';
import { createSettings, type Elicitation, openServer } from '../kit/open-server.ts';
import { createEd25519Line, createRsaLine } from '../request/openssh-keys.ts';
import { createClock, openSandbox } from '../sandbox/sandbox-client.ts';
import { leaveRecord } from './scripted-context.ts';

const [firstKey, secondKey] = [createEd25519Line('ann@laptop'), createRsaLine(3072, 'ci')];

interface Wish {
  readonly name?: string;
  readonly options?: object;
  readonly sshd?: object;
  readonly features?: object;
  readonly order?: object;
}

/** The wish that is spelled anew below. */
function spell({ name = 'api-1', options, sshd, features, order }: Wish = {}) {
  return {
    items: [
      {
        name,
        product: {
          name: 'VPS',
          options: {
            quantity_ram_gb: 2,
            quantity_cpu: 2,
            quantity_storage_gb: 25,
            os: 'Debian',
            os_version: '12',
            firewall_id: 7,
            features: {
              ipv4: 1,
              sshd: {
                authorized_keys: `${firstKey}\n${secondKey}`,
                ip_allow: '203.0.113.7,2001:db8::/32',
                public_ports_allow: '443,8000:8010',
                ...sshd,
              },
              ...features,
            },
            ...options,
          },
        },
      },
    ],
    ...order,
  };
}

/** Members in the opposite order, all the way down. */
function reverseMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseMembers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reverseMembers(member)]),
  );
}

const bare = (key: string) => key.split(' ').slice(0, 2).join(' ');

/** Ways in which a model writes the same arguments a second time. */
const spellings: [string, object][] = [
  ['addresses in another order', spell({ sshd: { ip_allow: '2001:db8::/32,203.0.113.7' } })],
  ['ports in another order', spell({ sshd: { public_ports_allow: '8000:8010,443' } })],
  ['/32 added', spell({ sshd: { ip_allow: '203.0.113.7/32,2001:db8::/32' } })],
  ['a range in two parts', spell({ sshd: { public_ports_allow: '443,8000:8004,8005:8010' } })],
  ['keys in another order', spell({ sshd: { authorized_keys: `${secondKey}\n${firstKey}` } })],
  ['keys without comments', spell({ sshd: { authorized_keys: `${bare(firstKey)}\n${bare(secondKey)}` } })],
  ['firewall_id as text', spell({ options: { firewall_id: '7' } })],
  ['os in small letters', spell({ options: { os: 'debian' } })],
  ['an added reference', spell({ order: { reference: 'for the shop' } })],
  ['a range with a dash', spell({ sshd: { public_ports_allow: '443,8000-8010' } })],
  ['members in the opposite order', reverseMembers(spell()) as object],
  ['numbers as text', spell({ options: { quantity_ram_gb: '2', quantity_cpu: '2', os_version: 12 } })],
  ['leading zeros of an id', spell({ options: { firewall_id: '007' } })],
  ['a block in two halves', spell({ sshd: { ip_allow: '203.0.113.7,2001:db8::/33,2001:db8:8000::/33' } })],
  ['an address written out', spell({ sshd: { ip_allow: '203.0.113.7,2001:0DB8:0:0:0:0:0:0/32' } })],
  ['host bits set', spell({ sshd: { ip_allow: '203.0.113.7,2001:db8::1/32' } })],
  ['an address inside a block too', spell({ sshd: { ip_allow: '203.0.113.7,2001:db8::/32,2001:db8::5' } })],
  [
    'lists as lists',
    spell({ sshd: { ip_allow: ['203.0.113.7', '2001:db8::/32'], public_ports_allow: [443, '8000:8010'] } }),
  ],
  ['items as JSON text', { items: JSON.stringify(spell().items) }],
  ['one item without its list', { items: spell().items[0] }],
  [
    'nothings for what is left out',
    spell({ options: { antiaffinity: null }, features: { cloud_init_url: '' } }),
  ],
  ['a port twice', spell({ sshd: { public_ports_allow: '443,443,8000:8010,8005' } })],
  ['true for ipv4, and blanks', spell({ features: { ipv4: true }, sshd: undefined, name: ' api-1 ' })],
  ['what a client adds to every call', spell({ order: { wait_for_previous: true } })],
];

/** Leaves a second order of the same name open, as a person's yes in another process makes it. */
async function leaveOpenBeside(settings: Settings, key: string): Promise<void> {
  const context = createContext(settings, { version: '0.0.0', now: Date.now });
  const request = orderRequestSchema.parse({ ...createOrder('api-1'), idempotency_key: key });
  await leaveRecord(context, createIntent(request), { state: 'unknown' }, 'api-1');
}

/** Wishes that share no more than the size with the first one. */
const others: [string, object][] = [
  ['another name and size', spell({ name: 'db-1', options: { quantity_ram_gb: 4 } })],
  ['another name, ports and no key', spell({ name: 'db-2', sshd: { public_ports_allow: '22' } })],
];

async function openWorld(
  { answer, ...options }: SandboxOptions & { answer?: (question: Elicitation) => typeof yes } = {},
  overrides: Partial<Settings> = {},
) {
  const sandbox = await openSandbox(options);
  const clock = createClock();
  const settings = createSettings(sandbox, { requestTimeoutMs: 5_000, ...overrides });
  const start = () => openServer({ settings, now: clock.now, ...(answer && { answer }) });
  const countSent = () => sandbox.received.filter(({ action }) => action === 'order_create').length;
  return { sandbox, clock, start, countSent, settings };
}

const neverArrived = { faults: { order_create: { name: 'reset-before' } } } as const;
const answerLost = { faults: { order_create: { name: 'reset-after', times: 1 } } } as const;

describe.each([
  ['the same process', false],
  ['another process', true],
])('the same wish, spelled anew to %s', (_, isOther) => {
  it('is looked up and never sent again while its outcome is unknown', async () => {
    const { start, countSent } = await openWorld(neverArrived);
    const first = await start();
    const { outcome, reference } = await first.call('order_create', spell());
    expect(outcome).toBe('unknown');
    const second = isOther ? await start() : first;
    for (const [spelling, order] of spellings) {
      const answer = await second.call('order_create', order);
      expect({ spelling, ...answer }).toMatchObject({ spelling, outcome: 'unknown', reference });
    }
    expect(countSent()).toBe(1);
  });

  it('is the order that was made, when the first answer was lost', async () => {
    const { start, countSent } = await openWorld({ ...answerLost, answersCarryReference: true });
    const first = await start();
    await first.call('order_create', spell());
    const second = isOther ? await start() : first;
    for (const [spelling, order] of spellings) {
      const answer = await second.call('order_create', order);
      expect({ spelling, ...answer }).toMatchObject({ spelling, outcome: 'ordered', order_id: 73 });
    }
    expect(countSent()).toBe(1);
  });

  it('is the order that was made, inside the window, and says that nothing new was ordered', async () => {
    const { start, countSent } = await openWorld();
    const first = await start();
    await first.call('order_create', spell());
    const second = isOther ? await start() : first;
    for (const [spelling, order] of spellings) {
      const answer = await second.call('order_create', order);
      expect({ spelling, ...answer }).toMatchObject({ spelling, order_id: 73, replayed: true });
      expect(answer.next_step).toMatch(/^Nothing new was ordered.* new idempotency_key orders another/);
    }
    expect(countSent()).toBe(1);
  });

  it('waits for its payment once, however it is spelled', async () => {
    const { start, countSent, sandbox } = await openWorld({ creditCents: 0 });
    const first = await start();
    await first.call('order_create', spell());
    const second = isOther ? await start() : first;
    for (const [spelling, order] of spellings) {
      const answer = await second.call('order_create', order);
      expect({ spelling, ...answer }).toMatchObject({ spelling, outcome: 'payment_required', order_id: 73 });
    }
    expect([countSent(), sandbox.orders().length]).toEqual([1, 1]);
  });
});

it('simultaneous spellings of one wish are one order', async () => {
  const { start, countSent } = await openWorld();
  const servers = [await start(), await start()];
  const answers = await Promise.all(
    spellings.map(([, order], index) => (servers[index % 2] ?? servers[0])?.call('order_create', order)),
  );
  expect(answers.map(answer => answer?.order_id)).toEqual(spellings.map(() => 73));
  expect(countSent()).toBe(1);
});

it('three simultaneous calls of one wish under three keys are three orders', async () => {
  const { start, countSent } = await openWorld();
  const { call } = await start();
  const keys = ['a', 'b', 'c'];
  const order = (idempotency_key: string) => call('order_create', spell({ order: { idempotency_key } }));
  const answers = await Promise.all(keys.map(order));
  expect(answers.map(({ idempotency_key }) => idempotency_key)).toEqual(keys);
  expect(new Set(answers.map(({ order_id }) => order_id)).size).toBe(3);
  expect(countSent()).toBe(3);
});

/** What shares the meaning or a name with an order that is open, but names itself otherwise. */
const resembling: [string, object][] = [
  ['the same under a key', spell({ order: { idempotency_key: 'new' } })],
  ['the same under a key and a reference', spell({ order: { idempotency_key: 'new', reference: 'r' } })],
  ['another size under the same name', spell({ options: { quantity_ram_gb: 4 } })],
  ['the same name in capitals', spell({ name: 'API-1', options: { quantity_cpu: 8 } })],
  [
    'one of two servers by the same name',
    { items: [spell({ name: 'db-1' }).items[0], spell({ options: { os: 2, os_version: null } }).items[0]] },
  ],
];

describe('what resembles an order that is open', () => {
  it('is not sent where nobody can be asked, and hears how a person settles it', async () => {
    const { start, countSent, settings } = await openWorld(neverArrived);
    const { call } = await start();
    const { reference } = await call('order_create', spell());
    for (const [name, order] of resembling) {
      for (const dry_run of [{}, { dry_run: true }]) {
        const answer = await call('order_create', { ...order, ...dry_run });
        expect({ name, ...answer }).toMatchObject({
          name,
          outcome: 'not_ordered',
          error: { code: 'unresolved', retryable: false },
          unresolved: [{ reference, items: ['api-1'], state: 'unknown' }],
        });
        expect(answer.next_step).toContain(`journal --settle=${String(reference)} --ordered ORDER_ID`);
        expect(answer.next_step).toContain(`--state-dir ${settings.stateDirectory}`);
      }
    }
    expect(countSent()).toBe(1);
  });

  it('is not sent beside an unpaid one either, which is paid or cancelled first', async () => {
    const { start, countSent } = await openWorld({ creditCents: 0 });
    const { call } = await start();
    await call('order_create', spell());
    const answer = await call('order_create', resembling[2]?.[1]);
    expect(answer).toMatchObject({
      outcome: 'not_ordered',
      unresolved: [{ order_id: 73, state: 'payment_required' }],
      error: { message: expect.stringMatching(/order 73 exists and waits for a payment of \d+\.\d\d EUR/) },
    });
    expect(answer.next_step).toContain('Pay or cancel the unpaid order.');
    expect(answer.next_step).not.toContain('--settle');
    await call('order_cancel', { order_id: 73 });
    expect((await call('order_create', resembling[2]?.[1])).outcome).toBe('payment_required');
    expect(countSent()).toBe(2);
  });

  it('is free once the order is settled', async () => {
    const { start, countSent } = await openWorld();
    const { call } = await start();
    await call('order_create', spell());
    for (const [name, order] of resembling.filter((_, index) => index !== 1)) {
      expect({ name, ...(await call('order_create', order)) }).toMatchObject({ name, outcome: 'ordered' });
    }
    expect(countSent()).toBe(resembling.length);
  });

  it('is sent after the yes of a person who saw the open order', async () => {
    const { sandbox, start, countSent } = await openWorld({ ...neverArrived, answer: () => yes });
    const server = await start();
    const { reference } = await server.call('order_create', spell());
    sandbox.setFault('order_create', undefined);
    const dry = await server.call('order_create', { ...resembling[0]?.[1], dry_run: true });
    expect(dry).toMatchObject({ outcome: 'dry_run', unresolved: [{ reference }], confirmation: 'person' });
    const answer = await server.call('order_create', resembling[0]?.[1]);
    expect(answer).toMatchObject({ outcome: 'ordered', idempotency_key: 'new', confirmed_by: 'person' });
    expect(server.questions[1]?.message).toMatch(/"api-1", ordered .* UTC, .*no answer came; it may exist/);
    expect(countSent()).toBe(2);
    expect((await server.call('order_create', spell())).outcome).toBe('unknown');
  });

  it('is not sent by a yes that was given before it was open', async () => {
    const { sandbox, start, countSent } = await openWorld();
    const asked: string[] = [];
    const settings = createSettings(sandbox, { requestTimeoutMs: 5_000 });
    const other = await openServer({ settings });
    const server = await openServer({
      settings,
      answer: async ({ message }) => {
        asked.push(message);
        // While the person reads, another process loses the answer to an order like this.
        if (asked.length === 1) {
          sandbox.setFault('order_create', { name: 'reset-before', times: 1 });
          await other.call('order_create', spell({ options: { quantity_ram_gb: 4 } }));
        }
        return asked.length === 1 ? yes : { action: 'decline' };
      },
    });
    const answer = await server.call('order_create', spell());
    expect(answer).toMatchObject({ outcome: 'declined' });
    expect(asked).toHaveLength(2);
    expect(asked[0]).not.toContain('no answer came');
    expect(asked[1]).toContain('no answer came');
    expect(countSent()).toBe(1);
    await start();
  });
});

it('a yes beside one open order is none beside a second one', async () => {
  const sandbox = await openSandbox(neverArrived);
  const settings = createSettings(sandbox, { requestTimeoutMs: 5_000 });
  const { call: callAlone } = await openServer({ settings });
  await callAlone('order_create', spell());
  const asked: string[] = [];
  const server = await openServer({
    settings,
    answer: async ({ message }) => {
      asked.push(message);
      if (asked.length > 1) return { action: 'decline' };
      await leaveOpenBeside(settings, 'B');
      return yes;
    },
  });
  const order = spell({ options: { quantity_ram_gb: 8 } });
  expect(await server.call('order_create', order)).toMatchObject({ outcome: 'declined' });
  const open = asked.map(message => message.match(/An order like this is open: /g)?.length);
  expect(open).toEqual([1, 2]);
  expect(sandbox.received.filter(({ action }) => action === 'order_create')).toHaveLength(1);
});

describe('an order of the same servers under other names', () => {
  it('is sent, and the open one is told in the dry run and the result', async () => {
    const { sandbox, start, countSent } = await openWorld(neverArrived);
    const { call } = await start();
    await call('order_create', spell());
    sandbox.setFault('order_create', undefined);
    const warnings = expect.arrayContaining([
      expect.stringMatching(/same servers under other names.*"api-1"/),
    ]);
    const renamed = spell({ name: 'api-2' });
    const dry = await call('order_create', { ...renamed, dry_run: true });
    expect(dry).toMatchObject({ outcome: 'dry_run', warnings });
    expect(dry.next_step).toMatch(/Tell the person the warnings\. .*without dry_run/);
    expect(await call('order_create', renamed)).toMatchObject({ outcome: 'ordered', warnings });
    expect(countSent()).toBe(2);
  });

  it('that differ otherwise are no business of it', async () => {
    const { sandbox, start } = await openWorld(neverArrived);
    const { call } = await start();
    await call('order_create', spell());
    sandbox.setFault('order_create', undefined);
    for (const [, order] of others) {
      const answer = await call('order_create', order);
      expect(answer).toMatchObject({ outcome: 'ordered' });
      expect(JSON.stringify(answer.warnings ?? [])).not.toContain('other names');
    }
  });
});

it('two references of a caller are two orders', async () => {
  const { start, countSent } = await openWorld();
  const { call } = await start();
  await call('order_create', spell({ order: { reference: 'shop' } }));
  const second = await call('order_create', spell({ order: { reference: 'blog' } }));
  expect(second).toMatchObject({ outcome: 'ordered', order_id: 74, reference: 'blog' });
  expect(countSent()).toBe(2);
});

it('a lost order shows the servers that bear its names', async () => {
  const { sandbox, start } = await openWorld({ provisioningMs: 0, answer: undefined });
  const { call } = await start();
  await call('order_create', spell({ order: { reference: 'first' } }));
  sandbox.setFault('order_create', { name: 'reset-before', times: 1 });
  const lost = await call('order_create', spell({ name: 'API-1', order: { reference: 'second' } }));
  expect(lost).toMatchObject({ outcome: 'unknown', reference: 'second' });
  expect(lost.next_step).toContain('A server named "API-1" runs: if it is yours, the order went through.');
  expect(lost.servers_seen).toHaveLength(1);
  expect(lost.next_step).toContain('Call again with the same arguments');
});

it('what becomes of an order that is only alike asks nobody again', async () => {
  const sandbox = await openSandbox(neverArrived);
  const settings = createSettings(sandbox, { requestTimeoutMs: 5_000 });
  const context = createContext(settings, { version: '0.0.0', now: Date.now });
  const { call: callAlone } = await openServer({ settings });
  const { reference } = await callAlone('order_create', spell());
  sandbox.setFault('order_create', undefined);
  const server = await openServer({
    settings,
    answer: async () => {
      const { apply } = await settleRecord(context, String(reference), 'not_ordered');
      await apply();
      return yes;
    },
  });
  const answer = await server.call('order_create', spell({ name: 'api-2' }));
  expect(answer).toMatchObject({ outcome: 'ordered', confirmed_by: 'person' });
  expect(server.questions).toHaveLength(1);
  expect(server.questions[0]?.message).toContain('same servers under other names');
});

it('a reference that two open orders have is settled by number', async () => {
  const sandbox = await openSandbox(neverArrived);
  const settings = createSettings(sandbox, { requestTimeoutMs: 5_000 });
  const { call } = await openServer({ settings });
  const context = createContext(settings, { version: '0.0.0', now: Date.now });
  await call('order_create', spell({ order: { reference: 'shop' } }));
  await call('order_create', spell({ name: 'db-1', order: { reference: 'shop' } }));
  await expect(settleRecord(context, 'shop', 'not_ordered')).rejects.toThrow(
    /"#1" \(api-1\) or "#2" \(db-1\)/,
  );
  const { record } = await settleRecord(context, '#2', 'not_ordered');
  expect(record.items[0]?.name).toBe('db-1');
});
