/** What is made of one value; `undefined` leaves it out, and what no rule reads comes out as it came. */
type Reading = (value: unknown) => unknown;
type Fields = Record<string, Reading>;

const sshd = object({
  authorized_keys: joined('\n', tidyKeys),
  ip_allow: optional(joined(',', tidyList)),
  public_ports_allow: optional(joined(',', tidyPorts)),
});

const options = object({
  quantity_ram_gb: number,
  quantity_cpu: number,
  quantity_storage_gb: number,
  os: operatingSystem,
  os_version: optional(text),
  features: object({ ipv4: optional(flag), sshd: optional(sshd), cloud_init_url: optional(text) }),
  antiaffinity: optional(number),
  firewall_id: optional(id),
  firewall_addme: optional(flagText),
});

const item = object({ name: text, product: object({ name: text, options }) });

const page = { limit: optional(number), offset: optional(number) };

// Two optional fields are not read as left out where they are empty: without them more would be done than was asked for.
const tools = new Map<string, Reading>([
  [
    'order_create',
    object({
      items: listOf(item),
      reference: optional(text),
      idempotency_key: optional(text),
      dry_run: onlyTrue,
    }),
  ],
  ['order_status', object({ order_id: id, wait_seconds: optional(number) })],
  ['order_list', object({ state: optional(text), ...page })],
  ['order_cancel', object({ order_id: id, order_item_id: id })],
  ['server_list', object({ order_item_id: optional(id), ...page })],
]);

/**
 * The arguments that a tool's schema expects, from what models and clients send, wherever nothing else could be meant.
 * Models write numbers and lists as text and `null` for nothing, and can't correct what their client does.
 */
export function coerceArguments(tool: string, args: unknown): unknown {
  const read = readArguments(args);
  if (!isObject(read)) return read;
  if ('arguments' in read && !isObject(read.arguments)) return read.arguments;
  // Gemini CLI adds this one to every call.
  const { wait_for_previous: _, ...rest } = read;
  return tools.get(tool)?.(rest) ?? rest;
}

/** Arguments as the protocol takes them. What is no object stands under its own name, and is refused by the tool. */
export function toArguments(args: unknown): Record<string, unknown> {
  const read = readArguments(args);
  return isObject(read) ? read : { arguments: read };
}

const nothing: readonly unknown[] = [undefined, null, '', 'null'];

/** The arguments as a whole: an object, its JSON text, or one of the ways to send none. */
function readArguments(args: unknown): unknown {
  const read = readJson(args);
  const isNothing = Array.isArray(read) ? read.length === 0 : nothing.includes(read);
  return isNothing ? {} : read;
}

function optional(read: Reading): Reading {
  return value => {
    const given = trim(value);
    return given === null || given === '' ? undefined : read(given);
  };
}

function object(fields: Fields): Reading {
  return value => {
    const read = readJson(value);
    if (!isObject(read)) return value;
    const members = Object.entries(read).map(([key, member]) => {
      const readMember = Object.hasOwn(fields, key) ? fields[key] : undefined;
      return [key, readMember ? readMember(member) : member] as const;
    });
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  };
}

function listOf(read: Reading): Reading {
  return value => {
    const list = readJson(value);
    if (isObject(list)) return [read(list)];
    return Array.isArray(list) ? list.map(read) : value;
  };
}

/** Text, or a list of texts and numbers that is joined to one. */
function joined(separator: string, tidy: (text: string) => string): Reading {
  return value => {
    const entries = [readJson(value)].flat();
    const isReadable = entries.length > 0 && entries.every(entry => /^(string|number)$/.test(typeof entry));
    return isReadable ? tidy(entries.join(separator)) : value;
  };
}

/** Blanks separate entries as commas do, and a closing comma ends the last one. */
function tidyList(list: string): string {
  return list
    .trim()
    .split(/\s*,\s*|\s+/)
    .join(',')
    .replace(/,$/, '');
}

function tidyPorts(list: string): string {
  return tidyList(list.replaceAll(/\/tcp(?![^\s,])/gi, '').replaceAll(/(?<=\d)\s*[-:]\s*(?=\d)/g, ':'));
}

// Only where a key, a comment or the end follows: `CORP\nathan` is a name.
const lineBreaks = /\r\n|\r|\n|(?:\\r)?\\n(?=\s*(?:\\[rn]|["']?(?:#|$|[a-z\d@.-]+ AAAA)))/;

/** One key in each line. */
function tidyKeys(lines: string): string {
  return unquote(lines)
    .split(lineBreaks)
    .map(unquote)
    .filter(line => line !== '' && !line.startsWith('#'))
    .join('\n');
}

function unquote(quoted: string): string {
  return quoted
    .trim()
    .replace(/^(?:"([^"]*)"|'([^']*)')$/, '$1$2')
    .trim();
}

/** A whole number is text where text is wanted; of a fraction it is not known how it was written. */
function text(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : trim(value);
}

/** Text is a number where it reads back the same. */
function number(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const parsed = Number(value);
  return Number.isFinite(parsed) && String(parsed) === value.trim() ? parsed : value;
}

function operatingSystem(value: unknown): unknown {
  const read = number(value);
  return Number.isSafeInteger(read) ? read : trim(value);
}

function flag(value: unknown): unknown {
  return value === true ? 1 : number(value);
}

function flagText(value: unknown): unknown {
  return value === true ? '1' : text(value);
}

function onlyTrue(value: unknown): unknown {
  return trim(value) === 'true' ? true : value;
}

function id(value: unknown): unknown {
  const read = trim(value);
  return typeof read === 'string' ? read.replace(/^#?(\d+)(?:\.0)?$/, '$1') : value;
}

function trim(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value;
}

/** A list or an object from its JSON text. */
function readJson(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return trim(value);
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
