import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestMeaning } from '../../src/request/canonical-form.ts';
import { coerceArguments } from '../../src/request/coerce-arguments.ts';
import { orderRequestSchema } from '../../src/request/order-arguments.ts';
import { createRequestWith } from './example-request.ts';
import { createEcdsaLine, createEd25519Line, createRsaLine } from './openssh-keys.ts';

type Json = Record<string, unknown>;

/** What one server is to be, before anybody spells it. */
type Wish = {
  name: string;
  ram: number;
  os: { os: string | number; os_version?: string };
  ipv4?: 0 | 1;
  keys: number[];
  networks: Network[];
  ports: [first: number, last: number][];
  url?: string;
  firewall?: number;
  antiaffinity?: number;
};

type Network = { family: 4 | 6; block: number };
/** Every choice that a speller makes is drawn here, so that a failing spelling shrinks. */
type Choose = (choices: number) => number;

const keyParts = [createEd25519Line(''), createRsaLine(3072, ''), createEcdsaLine('nistp256', '')];

const wishArbitrary: fc.Arbitrary<Wish> = fc.record(
  {
    name: fc.constantFrom('api-1', 'api-2', 'Db'),
    ram: fc.constantFrom(0.5, 1, 2),
    os: fc.constantFrom<Wish['os']>(
      { os: 2 },
      { os: 12 },
      { os: 'Debian' },
      { os: 'debian', os_version: '12-LTS' },
    ),
    ipv4: fc.constantFrom<0 | 1>(0, 1),
    keys: fc.uniqueArray(fc.nat(keyParts.length - 1), { minLength: 1 }),
    networks: fc.array(fc.record({ family: fc.constantFrom<4 | 6>(4, 6), block: fc.nat(7) }), {
      maxLength: 3,
    }),
    ports: fc.array(
      fc.tuple(fc.integer({ min: 1, max: 40 }), fc.nat(20)).map(([a, b]) => [a, a + b] as [number, number]),
      { maxLength: 4 },
    ),
    url: fc.constantFrom('https://example.com/init?a=1&b=2', 'https://example.com/'),
    firewall: fc.integer({ min: 1, max: 9 }),
    antiaffinity: fc.nat(3),
  },
  { requiredKeys: ['name', 'ram', 'os', 'keys', 'networks', 'ports'] },
);

const orderArbitrary = fc.array(wishArbitrary, { minLength: 1, maxLength: 3 });
const choicesArbitrary = fc.infiniteStream(fc.nat(), { noHistory: true });

function createChoose(choices: Iterator<number>): Choose {
  return count => choices.next().value % count;
}

function shuffle<Value>(values: readonly Value[], choose: Choose): Value[] {
  const rest = [...values];
  return values.flatMap(() => rest.splice(choose(rest.length), 1));
}

/** Members in another order; those that are undefined are left out. */
function shuffleMembers(value: Json, choose: Choose): Json {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(shuffle(members, choose));
}

function pick<Value>(choose: Choose, ...values: [Value, ...Value[]]): Value {
  return values[choose(values.length)] ?? values[0];
}

function changeCase(text: string, choose: Choose): string {
  return [...text].map(letter => pick(choose, letter.toLowerCase(), letter.toUpperCase())).join('');
}

function spellOs({ os, os_version }: Wish['os'], choose: Choose) {
  return {
    os: typeof os === 'number' ? pick<unknown>(choose, os, `${os}`) : changeCase(os, choose),
    os_version: os_version && changeCase(os_version, choose),
  };
}

function spellKeys(keys: number[], choose: Choose): string {
  const lines = shuffle([...keys, ...keys.slice(0, choose(2))], choose).map(
    key => `${keyParts[key]}${pick(choose, '', ' ann@laptop', '   bob')}`,
  );
  return lines.join(pick(choose, '\n', '\r\n', '\n\n'));
}

/** One of eight neighbouring blocks of sixteen addresses. */
function spellNetwork({ family, block }: Network, choose: Choose): string[] {
  const address = (host: number) => (family === 4 ? `198.51.100.${host}` : toIpv6(host, choose));
  const bits = (size: number) => (family === 4 ? 32 : 128) - size;
  const first = block * 16;
  return pick(
    choose,
    [`${address(first)}/${bits(4)}`],
    [`${address(first + choose(16))}/${bits(4)}`],
    [`${address(first)}/${bits(3)}`, `${address(first + 8)}/${bits(3)}`],
    [`${address(first)}/${bits(4)}`, `${address(first + 5)}`],
    Array.from({ length: 16 }, (_, host) => `${address(first + host)}${pick(choose, '', `/${bits(0)}`)}`),
  );
}

function toIpv6(host: number, choose: Choose): string {
  const hex = host.toString(16);
  return pick(
    choose,
    `2001:db8::${hex}`,
    `2001:DB8::${hex.toUpperCase()}`,
    `2001:0db8:0:0:0:0:0:${hex.padStart(4, '0')}`,
  );
}

function spellRange([first, last]: [number, number], choose: Choose): string[] {
  const middle = first + choose(last - first + 1);
  return pick(
    choose,
    [`${first}:${last}`],
    middle < last ? [`${middle + 1}:${last}`, `${first}:${middle}`] : [`${first}:${last}`],
    [`${first}:${last}`, `${middle}`],
  );
}

function spellList(entries: string[], choose: Choose): string | undefined {
  return entries.length === 0 ? undefined : shuffle(entries, choose).join(pick(choose, ',', ' , '));
}

function spellItem(wish: Wish, choose: Choose): Json {
  const sshd = {
    authorized_keys: spellKeys(wish.keys, choose),
    ip_allow: spellList(
      wish.networks.flatMap(network => spellNetwork(network, choose)),
      choose,
    ),
    public_ports_allow: spellList(
      wish.ports.flatMap(range => spellRange(range, choose)),
      choose,
    ),
  };
  const features = {
    ipv4: wish.ipv4,
    sshd: shuffleMembers(sshd, choose),
    cloud_init_url: wish.url?.replace(
      'example.com',
      pick(choose, 'example.com', 'EXAMPLE.com', 'example.com:443'),
    ),
  };
  const options = {
    quantity_ram_gb: wish.ram,
    quantity_cpu: 1,
    quantity_storage_gb: 25,
    ...spellOs(wish.os, choose),
    features: shuffleMembers(features, choose),
    antiaffinity: wish.antiaffinity,
    firewall_id:
      wish.firewall && pick<unknown>(choose, wish.firewall, `${wish.firewall}`, `00${wish.firewall}`),
  };
  const product = { name: 'VPS', options: shuffleMembers(options, choose) };
  return shuffleMembers({ name: wish.name, product: shuffleMembers(product, choose) }, choose);
}

function spellOrder(wishes: Wish[], choose: Choose): Json {
  const items = shuffle(wishes, choose).map(wish => spellItem(wish, choose));
  const extras = {
    reference: pick(choose, undefined, 'my-order'),
    idempotency_key: pick(choose, undefined, 'key-1', 'key-2'),
    dry_run: pick(choose, undefined, true, false),
  };
  return shuffleMembers({ items, ...extras }, choose);
}

/** Of the request as it comes over the wire, where nothing is `undefined`. */
function digest(request: unknown): string {
  return digestMeaning(
    orderRequestSchema.parse(coerceArguments('order_create', JSON.parse(JSON.stringify(request)))),
  );
}

test('any spelling of a wish has its digest', () => {
  fc.assert(
    fc.property(orderArbitrary, choicesArbitrary, (wishes, choices) => {
      const plain = spellOrder(wishes, () => 0);
      expect(digest(spellOrder(wishes, createChoose(choices)))).toBe(digest(plain));
    }),
  );
});

test('two wishes that differ have two digests', () => {
  fc.assert(
    fc.property(orderArbitrary, orderArbitrary, choicesArbitrary, (one, other, choices) => {
      fc.pre(renderWishes(one) !== renderWishes(other));
      expect(digest(spellOrder(other, createChoose(choices)))).not.toBe(digest(spellOrder(one, () => 0)));
    }),
  );
});

/** What is wanted of the wishes, address by address and port by port, in any order. */
function renderWishes(wishes: Wish[]): string {
  const wanted = wishes.map(({ os, keys, networks, ports, ...wish }) => {
    const open = ports.flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, index) => first + index),
    );
    return JSON.stringify([
      Object.entries(wish).sort(),
      [`${os.os}`.toLowerCase(), os.os_version],
      keys.toSorted(),
      [...new Set(networks.map(({ family, block }) => `${family} ${block}`))].sort(),
      [...new Set(open)].sort(),
    ]);
  });
  return JSON.stringify(wanted.sort());
}

const [keyA = '', keyB = ''] = keyParts;
type Changes = Parameters<typeof createRequestWith>[0];

const base: Changes = {
  options: { os: 'Debian', os_version: '12', antiaffinity: 1, firewall_id: 7, firewall_addme: '1' },
  features: { ipv4: 1, cloud_init_url: 'https://example.com/init?a=1' },
  sshd: { authorized_keys: keyA, ip_allow: '192.0.2.0/25', public_ports_allow: '80:90' },
};

const changes: [string, Changes][] = [
  ['memory', { options: { quantity_ram_gb: 0.75 } }],
  ['CPUs', { options: { quantity_cpu: 8 } }],
  ['disk', { options: { quantity_storage_gb: 26 } }],
  ['system', { options: { os: 'Devuan' } }],
  ['version', { options: { os_version: '12.1' } }],
  ['version left out', { options: { os_version: undefined } }],
  ['antiaffinity', { options: { antiaffinity: 2 } }],
  ['antiaffinity left out', { options: { antiaffinity: undefined } }],
  ['firewall', { options: { firewall_id: 70 } }],
  ['firewall left out', { options: { firewall_id: undefined } }],
  ['firewall_addme', { options: { firewall_addme: '0' } }],
  ['firewall_addme left out', { options: { firewall_addme: undefined } }],
  ['no IPv4', { features: { ipv4: 0 } }],
  ['ipv4 left out', { features: { ipv4: undefined } }],
  ['host of the URL', { features: { cloud_init_url: 'https://example.org/init?a=1' } }],
  ['path of the URL', { features: { cloud_init_url: 'https://example.com/Init?a=1' } }],
  ['query of the URL', { features: { cloud_init_url: 'https://example.com/init?a=2' } }],
  ['URL left out', { features: { cloud_init_url: undefined } }],
  ['another key', { sshd: { authorized_keys: keyB } }],
  ['one more key', { sshd: { authorized_keys: `${keyA}\n${keyB}` } }],
  ['half the block', { sshd: { ip_allow: '192.0.2.0/26' } }],
  ['one more address', { sshd: { ip_allow: '192.0.2.0/25,192.0.2.128' } }],
  ['ip_allow left out', { sshd: { ip_allow: undefined } }],
  ['a longer range', { sshd: { public_ports_allow: '80:91' } }],
  ['a range with a gap', { sshd: { public_ports_allow: '80:84,86:90' } }],
  ['public_ports_allow left out', { sshd: { public_ports_allow: undefined } }],
  ['sshd left out', { features: { sshd: undefined } }],
];

function createOrderWith(change: Changes): ReturnType<typeof createRequestWith> {
  return createRequestWith({
    options: { ...base.options, ...change.options },
    features: { ...base.features, ...change.features },
    sshd: { ...base.sshd, ...change.sshd },
  });
}

test.each(changes)('another wish is no spelling: %s', (_, change) => {
  expect(digest(createOrderWith(change))).not.toBe(digest(createOrderWith({})));
});

test('no two of those wishes have the same digest', () => {
  const digests = changes.map(([, change]) => digest(createOrderWith(change)));
  expect(new Set(digests).size).toBe(changes.length);
});

test('names and numbers of servers are no spelling', () => {
  const [item] = createOrderWith({}).items;
  const one = digest({ items: [item] });
  for (const items of [[{ ...item, name: 'my testserver 1' }], [item, item], [item, { ...item, name: 'b' }]])
    expect(digest({ items })).not.toBe(one);
});

test('a request has no more than what was agreed on in its digest, under a version', () => {
  const args = orderRequestSchema.parse(
    createRequestWith({
      sshd: {
        authorized_keys:
          'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE person@example',
      },
    }),
  );
  expect(digestMeaning(args)).toMatchInlineSnapshot(
    `"m1:5ef8e5d9b8c37683cfcc9c376143763f3459a4eb9515d6c95611ddafe77f2f92"`,
  );
});
