import { VpsError } from '../errors/vps-error.ts';
import { isCloudInitKey, maskCloudInitText } from '../request/cloud-init.ts';
import { looksLikeHtml } from './decode-body.ts';
import { isMoneyKey, toExactNumber } from './read-number.ts';
import { redactedMark } from './redact.ts';

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Deeper nesting than any honest answer has is cut, so that nothing downstream recurses far. */
const maxDepth = 24;

/** Nested more deeply than this, an answer is not read at all; JavaScript's stack holds some thousand levels. */
const maxReadDepth = 500;

/** 100,000 orders with one item each hold 1.3 million values; 32 MiB could hold 16 million, and take a gigabyte. */
const maxValues = 2_000_000;

/** An object with millions of keys takes a minute and more than a gigabyte; a map from id to order has some thousands. */
const maxKeys = 10_000;

const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const blanks = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them unescaped, and JSON.parse says so
const needsParsing = /[\\\u0000-\u001f]/;

/**
 * Reads an answer's text as JSON without losing anything a person pays by: see `toExactNumber`. NaN, trailing commas, two
 * values under one key, and hostile size or nesting are refused; `__proto__` is dropped. `clean` is applied to every
 * string and key.
 * @throws VpsError `bad_response`, without any of the provider's text.
 */
export function readJson(text: string, clean: (text: string) => string): Json {
  try {
    return new JsonReader(text, clean).read();
  } catch (error) {
    if (error instanceof VpsError) throw error;
    const what = looksLikeHtml(text) ? 'a web page' : 'something';
    throw new VpsError('bad_response', `The provider answered ${what} that is not JSON.`);
  }
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Place {
  readonly depth: number;
  /** Whether an enclosing key names money. */
  readonly isMoney: boolean;
  /** Whether an enclosing key is that of the cloud-init URL, whose query may be a secret. */
  readonly isCloudInit: boolean;
}

/** A strict RFC 8259 reader that stops early: a parser for everything needs ten seconds and a gigabyte for 32 hostile MiB. */
class JsonReader {
  readonly #text: string;
  readonly #clean: (text: string) => string;
  readonly #names = new Map<string, string>();
  #at = 0;
  #values = 0;

  constructor(text: string, clean: (text: string) => string) {
    this.#text = text;
    this.#clean = clean;
  }

  read(): Json {
    const value = this.#readValue({ depth: 0, isMoney: false, isCloudInit: false });
    if (this.#at < this.#text.length) throw new SyntaxError('more after the end');
    return value;
  }

  #readValue(place: Place): Json {
    this.#values += 1;
    if (this.#values > maxValues) throw tooMuch('holds more than two million values');
    this.#match(blanks);
    const value = this.#readBare(place);
    this.#match(blanks);
    return value;
  }

  #readBare(place: Place): Json {
    const first = this.#text[this.#at];
    if (first === '"') return this.#readText(place);
    if (first !== '{' && first !== '[') return this.#readScalar(place);
    if (place.depth >= maxReadDepth) throw tooMuch(`is nested more than ${maxReadDepth} levels deep`);
    const inner = { ...place, depth: place.depth + 1 };
    const value = first === '{' ? this.#readObject(inner) : this.#readArray(inner);
    return place.depth >= maxDepth ? '[cut: nested too deeply]' : value;
  }

  #readArray(place: Place): Json[] {
    const array: Json[] = [];
    if (this.#isEmpty(']')) return array;
    do array.push(this.#readValue(place));
    while (this.#goesOn(']'));
    return array;
  }

  #readObject(place: Place): JsonObject {
    const members = new Members();
    if (this.#isEmpty('}')) return members.object;
    let keys = 0;
    do {
      keys += 1;
      if (keys > maxKeys) throw tooMuch('holds an object with more than ten thousand keys');
      this.#match(blanks);
      const key = this.#readString();
      const name = this.#toName(key);
      this.#match(blanks);
      this.#eat(':');
      members.add(name, {
        value: this.#readValue({
          ...place,
          isMoney: place.isMoney || isMoneyKey(name),
          isCloudInit: place.isCloudInit || isCloudInitKey(name),
        }),
        isDisguised: name !== key,
      });
    } while (this.#goesOn('}'));
    return members.object;
  }

  /** The same keys come again and again. */
  #toName(key: string): string {
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = this.#clean(key);
    if (this.#names.size < 1_000) this.#names.set(key, name);
    return name;
  }

  #readText({ isCloudInit }: Place): string {
    const text = this.#clean(this.#readString());
    return isCloudInit ? maskCloudInitText(text) : text;
  }

  #readString(): string {
    const start = this.#at;
    if (this.#text[start] !== '"') throw new SyntaxError('no string');
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) throw new SyntaxError('no end of string');
    } while (this.#isEscaped(end));
    this.#at = end + 1;
    const quoted = this.#text.slice(start, end + 1);
    return needsParsing.test(quoted) ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
  }

  #isEscaped(index: number): boolean {
    let first = index;
    while (this.#text[first - 1] === '\\') first -= 1;
    return (index - first) % 2 === 1;
  }

  #readScalar({ isMoney }: Place): Json {
    const text = this.#match(scalar);
    if (text === 'true' || text === 'false') return text === 'true';
    if (text === 'null') return null;
    if (text === '') throw new SyntaxError('no value');
    const number = toExactNumber(text, isMoney);
    if (typeof number === 'string') return this.#clean(number);
    // A part of a number is no secret: an id that only holds the digits of one stays.
    return this.#clean(String(Math.abs(number))) === redactedMark ? redactedMark : number;
  }

  #isEmpty(end: string): boolean {
    this.#at += 1;
    this.#match(blanks);
    if (this.#text[this.#at] !== end) return false;
    this.#at += 1;
    return true;
  }

  /** Whether a comma, and not the end, follows. */
  #goesOn(end: string): boolean {
    if (this.#text[this.#at] !== ',') {
      this.#eat(end);
      return false;
    }
    this.#at += 1;
    return true;
  }

  #eat(character: string): void {
    if (this.#text[this.#at] !== character) throw new SyntaxError(`no ${character}`);
    this.#at += 1;
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }
}

/** An object under construction. A name that only cleaning made gives way to a key that is written so outright. */
class Members {
  readonly object: JsonObject = {};
  #disguised: Set<string> | undefined;

  add(name: string, { value, isDisguised }: { value: Json; isDisguised: boolean }): void {
    if (name === '__proto__') return;
    const isNew = !Object.hasOwn(this.object, name);
    if (isDisguised) {
      if (!isNew) return;
      this.#disguised = (this.#disguised ?? new Set()).add(name);
    } else if (!isNew && !this.#disguised?.delete(name) && this.object[name] !== value) {
      throw new SyntaxError('two values under one key');
    }
    this.object[name] = value;
  }
}

function tooMuch(what: string): VpsError {
  return new VpsError('bad_response', `The provider's answer ${what}.`);
}
