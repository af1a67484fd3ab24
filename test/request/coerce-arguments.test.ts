import { describe, expect, test } from 'vitest';
import { coerceArguments } from '../../src/request/coerce-arguments.ts';
import { toProblems } from '../../src/request/problems.ts';
import { tools } from '../../src/tools/registry.ts';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };
import { createItem, createOrder, exampleKey } from '../kit/example-order.ts';
import { createSettings, openServer } from '../kit/open-server.ts';
import { openSandbox } from '../sandbox/sandbox-client.ts';
import { createEd25519Line } from './openssh-keys.ts';

type Json = Record<string, unknown>;

/** What the schema makes of arguments once they are read as they were meant, or how it refuses them. */
function read(name: string, args: unknown): unknown {
  const schema = tools.find(tool => tool.name === name)?.argumentsSchema;
  const parsed = schema?.safeParse(coerceArguments(name, args));
  return parsed?.success ? parsed.data : parsed && toProblems(parsed.error, schema);
}

/** An order with a field of its item set, wherever that field belongs. */
function orderWith(field: string, value: unknown) {
  const item = createItem();
  const { features } = item.product.options;
  Object.assign(features, { cloud_init_url: undefined });
  const owner = [item, features, features.sshd].find(part => field in part) ?? item.product.options;
  Object.assign(owner, { [field]: value });
  return { items: [item] };
}

const options = 'items[0].product.options';
const otherKey = createEd25519Line('bob');
const both = `${exampleKey}\n${otherKey}`;

type Rule = [rule: string, field: string, expected: unknown, ...spellings: unknown[]];

const rules: Rule[] = [
  ['null and blanks leave an optional field out', 'ip_allow', undefined, null, '', '  '],
  ['null and blanks leave an optional number out', 'antiaffinity', undefined, null, '', '\n'],
  ['null and blanks leave an optional object out', 'sshd', undefined, null, '', ' '],
  [
    'a list of keys is joined',
    'authorized_keys',
    both,
    [exampleKey, otherKey],
    JSON.stringify([exampleKey, otherKey]),
    [both],
  ],
  [
    'a list of addresses is joined',
    'ip_allow',
    '192.0.2.1,192.0.2.2',
    ['192.0.2.1', '192.0.2.2'],
    '["192.0.2.1","192.0.2.2"]',
    ['192.0.2.1,192.0.2.2'],
  ],
  ['a list of ports is joined', 'public_ports_allow', '80,443', [80, 443], ['80', 443], '[80, "443"]'],
  ['one port is a list of one', 'public_ports_allow', '80', 80, [80], '[80]'],
  ['text that reads back is a number', 'quantity_ram_gb', 0.5, '0.5', ' 0.5', '0.5\n'],
  ['text that reads back is a whole number', 'quantity_cpu', 2, '2', ' 2 ', '\t2'],
  ['true and "1" ask for an IPv4 address', 'ipv4', 1, true, '1', ' 1'],
  ['"0" asks for none', 'ipv4', 0, '0', ' 0', '0 '],
  ['true and 1 add to the firewall group', 'firewall_addme', '1', true, 1, ' 1 '],
  ['a whole number is a version', 'os_version', '12', 12, ' 12', '12 '],
  ['a whole number is a name', 'name', '7', 7, ' 7', '7 '],
  ['an os of digits is its number', 'os', 2, '2', ' 2 ', 2],
  ['an id may have blanks, a mark or a zero', 'firewall_id', '7', ' 7 ', '#7', '7.0'],
  ['a range may have a dash', 'public_ports_allow', '8000:8010', '8000-8010', '8000 - 8010', '8000 : 8010'],
  [
    'a port may name TCP',
    'public_ports_allow',
    '80,443',
    '80/tcp,443/TCP',
    '80/tcp 443/tcp',
    ['80/tcp', '443/tcp'],
  ],
  ['a closing comma ends a list', 'public_ports_allow', '80,443', '80,443,', '80, 443 , ', '80 443,'],
  ['blanks separate ports', 'public_ports_allow', '80,443', '80 443', '80\n443', '80 ,\t443'],
  [
    'blanks separate addresses',
    'ip_allow',
    '192.0.2.1,2001:db8::/32',
    '192.0.2.1 2001:db8::/32',
    '192.0.2.1\n2001:db8::/32\n',
    '192.0.2.1 , 2001:db8::/32,',
  ],
  [
    'comments and empty lines stand among keys',
    'authorized_keys',
    both,
    `# ann\n${both}`,
    `${exampleKey}\n\n# bob\n${otherKey}\n`,
    ` \n${both}\n#`,
  ],
  [
    'a key stands in quotes',
    'authorized_keys',
    exampleKey,
    `"${exampleKey}"`,
    `'${exampleKey}'`,
    ` "${exampleKey} "\n`,
  ],
  [
    'keys stand in quotes',
    'authorized_keys',
    both,
    `"${both}"`,
    `"${exampleKey}"\n"${otherKey}"`,
    [`"${exampleKey}"`, otherKey],
  ],
  [
    'line breaks are written out',
    'authorized_keys',
    both,
    `${exampleKey}\\n${otherKey}`,
    `"${exampleKey}\\r\\n\\n${otherKey}\\n"`,
    `${exampleKey}\\n# bob\\n${otherKey}`,
  ],
  ['blanks stand around a name', 'name', 'api', ' api', 'api\n', '\tapi '],
  [
    'blanks stand around an address of a file',
    'cloud_init_url',
    'https://example.com/',
    ' https://example.com/',
    'https://example.com/\n',
    '\thttps://example.com/ ',
  ],
];

describe.each(rules)('%s', (_, field, expected, ...spellings) => {
  test.each(spellings.map(spelling => [spelling]))(`${field}: %j`, spelling => {
    const version = field === 'os_version' ? { os: 'Debian' } : {};
    const given = orderWith(field, spelling);
    const plain = orderWith(field, expected);
    for (const { items } of [given, plain]) Object.assign(items[0]?.product.options ?? {}, version);
    expect(read('order_create', given)).toEqual(JSON.parse(JSON.stringify(plain)));
  });
});

const order = createOrder();
const json = JSON.stringify;
const [item] = order.items;

function orderWithText(member: 'product' | 'options' | 'features' | 'sshd') {
  const text = json(order, function (this: Json, key, value) {
    return key === member ? json(value) : value;
  });
  return JSON.parse(text);
}

const wholes: [rule: string, tool: string, expected: Json, ...spellings: unknown[]][] = [
  [
    'a list is read from its text',
    'order_create',
    order,
    { items: json(order.items) },
    { items: [json(item)] },
    { items: ` ${json(order.items)}\n` },
  ],
  [
    'an object is read from its text',
    'order_create',
    order,
    ...(['product', 'options', 'features', 'sshd'] as const).map(orderWithText),
  ],
  [
    'one object is a list of one',
    'order_create',
    order,
    { items: item },
    { items: json(item) },
    json({ items: item }),
  ],
  [
    'arguments are read from their text',
    'order_create',
    order,
    json(order),
    ` ${json(order)} `,
    json({ items: json(item) }),
  ],
  [
    'no arguments come in many forms',
    'order_list',
    { limit: 50, offset: 0 },
    null,
    [],
    '',
    '[]',
    'null',
    undefined,
    '{}',
  ],
  [
    'what Gemini CLI adds is dropped',
    'order_list',
    { limit: 50, offset: 0 },
    { wait_for_previous: true },
    { wait_for_previous: false },
    '{"wait_for_previous":null}',
  ],
  [
    'a number may be text',
    'order_list',
    { limit: 20, offset: 40 },
    { limit: '20', offset: '40' },
    { limit: ' 20', offset: 40 },
    { limit: 20, offset: '40 ' },
  ],
  [
    'a whole number is a reference',
    'order_create',
    { ...order, reference: '73' },
    { ...order, reference: 73 },
    { ...order, reference: ' 73' },
    { ...order, reference: '73\n' },
  ],
  [
    'a whole number is a key',
    'order_create',
    { ...order, idempotency_key: '73' },
    { ...order, idempotency_key: 73 },
    { ...order, idempotency_key: ' 73' },
    { ...order, idempotency_key: '73\n' },
  ],
  [
    'an empty reference or key is left out',
    'order_create',
    order,
    { ...order, reference: null },
    { ...order, idempotency_key: '' },
    { ...order, reference: ' ', idempotency_key: null },
  ],
  [
    'a dry run may be text',
    'order_create',
    { ...order, dry_run: true },
    { ...order, dry_run: 'true' },
    { ...order, dry_run: ' true ' },
    json({ ...order, dry_run: true }),
  ],
  [
    'an order id has many forms',
    'order_status',
    { order_id: '73' },
    { order_id: ' 73 ' },
    { order_id: '73.0' },
    { order_id: '#73', wait_seconds: null },
  ],
  [
    'a time may be text',
    'order_status',
    { order_id: '73', wait_seconds: 45 },
    { order_id: 73, wait_seconds: '45' },
    { order_id: 73, wait_seconds: ' 45' },
    '{"order_id":"73","wait_seconds":"45"}',
  ],
  [
    'an item to cancel has many forms',
    'order_cancel',
    { order_id: '73', order_item_id: '1293' },
    { order_id: '#73', order_item_id: '1293.0' },
    { order_id: 73, order_item_id: ' 1293' },
    { order_id: '73', order_item_id: '#1293' },
  ],
  [
    'no item lists all servers',
    'server_list',
    { limit: 50, offset: 0 },
    { order_item_id: null },
    { order_item_id: '' },
    { order_item_id: ' ', limit: null },
  ],
];

describe.each(wholes)('%s', (_, tool, expected, ...spellings) => {
  test.each(spellings.map(spelling => [spelling]))(`${tool} takes %j`, spelling => {
    expect(read(tool, spelling)).toEqual(expected);
  });
});

const refusals: [tool: string, args: unknown, problem: string][] = [
  [
    'order_cancel',
    { order_id: 73, order_item_id: null },
    'order_item_id: null does not fit; give the id of one item, or leave it out to cancel the whole order.',
  ],
  [
    'order_cancel',
    { order_id: 73, order_item_id: '' },
    'order_item_id: "" is not an id; give the id of one item, or leave it out to cancel the whole order.',
  ],
  [
    'order_create',
    { ...order, dry_run: null },
    'dry_run: null does not fit; give true to check without ordering, or leave it out to order.',
  ],
  [
    'order_create',
    { ...order, dry_run: '' },
    'dry_run: "" does not fit; give true to check without ordering',
  ],
  [
    'order_create',
    { ...order, dry_run: 'false' },
    'dry_run: "false" does not fit; give true to check without ordering',
  ],
  ['order_create', { ...order, dry_run: 1 }, 'dry_run: 1 does not fit; give true to check without ordering'],
  [
    'order_create',
    orderWith('quantity_cpu', '2.0'),
    `${options}.quantity_cpu: "2.0" does not fit; give a whole number of at least 1.`,
  ],
  [
    'order_create',
    orderWith('quantity_ram_gb', '0,5'),
    `${options}.quantity_ram_gb: "0,5" does not fit; give a number above 0.`,
  ],
  [
    'order_create',
    orderWith('quantity_ram_gb', 'Infinity'),
    `${options}.quantity_ram_gb: "Infinity" does not fit; give a number above 0.`,
  ],
  [
    'order_create',
    orderWith('quantity_ram_gb', null),
    `${options}.quantity_ram_gb: null does not fit; give a number above 0.`,
  ],
  [
    'order_create',
    orderWith('os_version', 10.4),
    `${options}.os_version: is of type number; give text in quotes.`,
  ],
  [
    'order_create',
    orderWith('ipv4', 'yes'),
    `${options}.features.ipv4: "yes" does not fit; give 1 for an IPv4 address or 0 for none, as a number.`,
  ],
  [
    'order_create',
    orderWith('ip_allow', []),
    `${options}.features.sshd.ip_allow: is of type array; give text in quotes.`,
  ],
  [
    'order_create',
    orderWith('ip_allow', ['192.0.2.1', null]),
    `${options}.features.sshd.ip_allow: is of type array; give text in quotes.`,
  ],
  [
    'order_create',
    orderWith('public_ports_allow', '80,,443'),
    `${options}.features.sshd.public_ports_allow: entry 2 "" is not a port from 1 to 65535 or an ascending range, as in 80,443,12000:12010.`,
  ],
  [
    'order_create',
    orderWith('public_ports_allow', '53/udp'),
    `${options}.features.sshd.public_ports_allow: entry 1 "53/udp" is not a port`,
  ],
  [
    'order_create',
    orderWith('authorized_keys', `# ann\n${exampleKey}\nssh-rsa AAAA`),
    `${options}.features.sshd.authorized_keys: key 2 `,
  ],
  ['order_create', { items: 'one' }, 'items: is of type string; give a list.'],
  ['order_create', { items: '[{' }, 'items: is of type string; give a list.'],
  [
    'order_status',
    { order_id: '73.5' },
    'order_id: "73.5" is not an id; give a positive whole number, or 1–20 digits as text.',
  ],
  ['order_status', { order_id: null }, 'order_id: null does not fit; give a positive whole number'],
  [
    'order_status',
    { order_id: 73, wait_seconds: '30s' },
    'wait_seconds: "30s" does not fit; give a number from 0 to 45.',
  ],
  ['order_status', '73', 'arguments: is of type string; give an object.'],
  ['order_status', [{ order_id: 73 }], 'arguments: is of type array; give an object.'],
  ['order_list', { wait_for_previous: true, wait_for_next: true }, 'arguments: unknown key "wait_for_next"'],
];

test.each(refusals)('%s refuses %j', (tool, args, problem) => {
  expect(read(tool, args)).toContain(problem);
});

type Advertised = { properties?: Record<string, unknown>; items?: unknown };

/** A seven with blanks around it in every field. */
function fill(schema: unknown): unknown {
  const { properties, items } = schema as Advertised;
  if (items) return [fill(items)];
  if (!properties) return ' 7 ';
  return Object.fromEntries(Object.entries(properties).map(([key, field]) => [key, fill(field)]));
}

test.each(toolList)('no field of $name is forgotten', ({ name, inputSchema }) => {
  const { dry_run: _, ...read } = coerceArguments(name, fill(inputSchema)) as Json;
  expect(json(read)).toContain('7');
  expect(json(read)).not.toContain(' 7 ');
});

test('a backslash in the comment of a key is no line break', () => {
  const key = exampleKey.replace('person@example', 'CORP\\nathan');
  expect(read('order_create', orderWith('authorized_keys', key))).toEqual(orderWith('authorized_keys', key));
});

test('what cannot become text is refused like any other value', () => {
  const bare = { toString: null };
  for (const field of ['name', 'quantity_cpu', 'os', 'ipv4', 'firewall_addme', 'ip_allow', 'antiaffinity'])
    for (const value of [bare, [bare], [[bare]]])
      expect(read('order_create', orderWith(field, value))).toMatch(new RegExp(`\\.${field}: .*; give `));
});

test('names that objects inherit are keys like any other, and are refused', () => {
  for (const key of ['__proto__', 'constructor', 'toString'])
    expect(read('order_list', `{"${key}":1}`)).toContain(`unknown key "${key}"`);
});

test.each([
  ['referense', 'reference'],
  ['Items', 'items'],
  ['quantity_ram', 'items[].product.options.quantity_ram_gb'],
  ['cpu', 'items[].product.options.quantity_cpu'],
  ['ip_allowed', 'items[].product.options.features.sshd.ip_allow'],
])('the unknown key %s is told with the nearest known one', (key, place) => {
  expect(read('order_create', { ...order, [key]: 1 })).toBe(
    `arguments: unknown key "${key}" (the nearest known one is ${place}).`,
  );
});

test('clients that send text, null or nothing get the answer of a plain call', async () => {
  const sandbox = await openSandbox();
  const { call } = await openServer({ settings: createSettings(sandbox) });
  const spelled = orderWith('public_ports_allow', ['80/tcp', '8000-8010']);
  Object.assign(spelled.items[0]?.product.options ?? {}, { os: '2', quantity_cpu: '9', antiaffinity: null });
  const ordered = await call('order_create', {
    items: json(spelled.items),
    reference: '',
    wait_for_previous: false,
  });
  expect(ordered).toMatchObject({ outcome: 'ordered', order_id: 73 });
  const plain = orderWith('public_ports_allow', '80,8000:8010');
  expect(sandbox.received.map(({ body }) => body)).toContainEqual(
    expect.objectContaining({ action: 'order_create', items: plain.items }),
  );
  expect(await call('order_status', { order_id: '#73', wait_seconds: '0' })).toMatchObject({ outcome: 'ok' });
  expect(await call('order_list', { limit: '1', offset: null })).toMatchObject({ outcome: 'ok', total: 1 });
  expect(await call('server_list', { order_item_id: '' })).toMatchObject({ outcome: 'ok' });
  expect(await call('order_cancel', { order_id: '73', order_item_id: '' })).toMatchObject({
    outcome: 'not_cancelled',
  });
  expect(await call('order_cancel', { order_id: ' 73.0 ' })).toMatchObject({
    outcome: 'cancelled',
    order_id: 73,
  });
});
