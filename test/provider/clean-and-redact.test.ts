import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanText,
  createCleaner,
  createRedactor,
  maxTextLength,
  stripText,
} from '../../src/provider/clean-and-redact.ts';
import { encodings } from '../hostile/secret-encodings.ts';

/** Some ten times of what it takes on a slow machine; what is quadratic takes minutes. */
const maxElapsedMs = 5_000;

describe('cleaning a text', () => {
  it.each([
    ['C0 controls', 'a\u0000b\u0007c\bd\u007fe', 'abcde'],
    ['C1 controls', 'a\u0080b\u009fc', 'abc'],
    ['line breaks and tabs', 'a\r\nb\tc\u2028d\u2029e\u0085f', 'a b c d e f'],
    ['colours', '\u001b[31mred\u001b[0m', 'red'],
    ['colours in 8 bits', '\u009b1;31mred\u009bm', 'red'],
    ['a cleared screen', '\u001b[2J\u001b[Htext', 'text'],
    ['a window title', '\u001b]0;owned\u0007text', 'text'],
    ['a hyperlink', '\u001b]8;;https://evil.example\u001b\\here\u001b]8;;\u001b\\', 'here'],
    ['a device control string', '\u001bPq#0;2\u001b\\text', 'text'],
    ['a window title in 8 bits', '\u009d0;owned\u009ctext', 'text'],
    ['an open sequence', 'text\u001b]0;rest', 'text]0;rest'],
    ['a lone escape', 'te\u001bxt', 'text'],
    ['bidirectional overrides', 'a\u202eb\u202cc\u2066d\u2069e\u061cf\u200eg', 'abcdefg'],
    ['zero-width characters', 'a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg', 'abcdefg'],
    ['fillers', 'a\u3164b\u115fc\u034fd\u2800e', 'abcde'],
    ['variation selectors', 'a\ufe0fb\u{e0100}c', 'abc'],
    ['tag characters', 'a\u{e0001}\u{e0041}\u{e007f}b', 'ab'],
    ['lone surrogates', 'a\ud800b\udfffc', 'abc'],
    ['non-characters', 'a\ufffeb\uffffc\u{1ffff}d\ufdd0e', 'abcde'],
    ['annotations', 'a\ufff9b\ufffac\ufffbd', 'abcd'],
    ['blanks of another width', 'a\u00a0b\u3000c\u2003d', 'a b c d'],
  ])('takes %s out', (_name, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it.each([
    'Order is being processed',
    'Größe 12 €, naïve – “yes”',
    '日本語のサーバー',
    'שרת בדיקה',
    '😀 𝒳',
    '  two  blanks  ',
  ])('leaves %j as it is', text => {
    expect(cleanText(text)).toBe(text);
  });

  it.each([
    ['a new one in an open sequence', '\u009d0;open\u009d0;owned\u009ctext', '0;opentext'],
    ['a string in an open string', 'a\u0090b\u001bPc\u0007d', 'abd'],
  ])('takes %s for a sequence of its own', (_name, text, expected) => {
    expect(cleanText(text)).toBe(expected);
  });

  it.each([
    ...[
      '\u009b',
      '\u009d',
      '\u001b]',
      '\u001bP',
      '\u001b[1 ',
      '\u001b]0;',
      '\u001bP\u009b1;',
      '\u001b]\u009d',
    ],
    ...['\u0090\u0098\u009b\u009d\u009e\u009f', '\n', '\u200b'],
  ])('takes no longer for a million of %j than for as many letters', part => {
    const startedAt = performance.now();
    for (const text of [part.repeat(1_000_000 / part.length), `${part}${'1'.repeat(1_000_000)}`])
      expect(stripText(text).length).toBeLessThanOrEqual(text.length);
    expect(performance.now() - startedAt).toBeLessThan(maxElapsedMs);
  });

  it('cuts at its stated length, never through a character', () => {
    expect(cleanText('x'.repeat(maxTextLength))).toHaveLength(maxTextLength);
    expect(cleanText('x'.repeat(maxTextLength + 1))).toBe(`${'x'.repeat(maxTextLength)}…`);
    expect(cleanText('a😀😀', 2)).toBe('a…');
  });

  it('leaves nothing behind that a second cleaning would take', () => {
    const parts = fc.constantFrom(
      ...[
        '\u001b',
        '[',
        ']',
        '2J',
        '\u0007',
        '\u009b',
        '\u202e',
        '\u200b',
        'a',
        ' ',
        '\n',
        '\ud800',
        '\udc00',
      ],
    );
    fc.assert(
      fc.property(
        fc.array(parts).map(list => list.join('')),
        text => {
          const once = cleanText(text);
          expect(cleanText(once)).toBe(once);
          expect(once).not.toMatch(/[\p{Cc}\p{Cs}\u202e\u200b]/u);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

const token = 'tok-4fd1c09be2/+A7';
const withToken = createRedactor({ kind: 'token', token });

const username = 'someone@example.org';
const withPassword = (password: string) => createRedactor({ kind: 'basic', username, password });

const secrets = [token, 'pä$$ & "wörd"+1', "it's/bäd+pass", 'back\\slash %41 %x', '48151623', '.*[a](b)|c$&'];

describe('taking secrets out of a text', () => {
  it.each(Object.entries(encodings))('finds any secret %s', (_name, encode) => {
    for (const secret of secrets) {
      for (const redact of [createRedactor({ kind: 'token', token: secret }), withPassword(secret)]) {
        expect(redact(`before ${encode(secret)} after`)).toMatch(/^before \[redacted\]=* after$/);
        expect(redact(`a${encode(secret)}b`)).toMatch(/^a\[redacted\]=*b$/);
      }
    }
  });

  it.each(Object.entries(encodings))(
    'finds user name and password as HTTP Basic writes them, %s',
    (_name, encode) => {
      for (const secret of secrets) {
        const basic = Buffer.from(`${username}:${secret}`).toString('base64');
        expect(withPassword(secret)(`Basic ${encode(basic)}.`)).toMatch(/^Basic \[redacted\](=|%3D)*\.$/i);
        expect(withPassword(secret)(encode(`${username}:${secret}`))).toMatch(/^\[redacted\]=*$/);
      }
    },
  );

  it('finds the secret of the journal beside that of the provider', () => {
    const redact = createRedactor({ kind: 'token', token }, 'journal/pass+word');
    expect(redact(`${token} and postgres://vps:journal%2Fpass%2Bword@db.example/orders`)).toBe(
      '[redacted] and postgres://vps:[redacted]@db.example/orders',
    );
  });

  it('leaves other texts alone', () => {
    const text =
      'Order 73 is being processed; ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE';
    expect(withToken(text)).toBe(text);
    expect(withPassword(token)(text)).toBe(text);
    expect(createRedactor(undefined)(text)).toBe(text);
  });

  it('does not look for a secret that is too short to be one', () => {
    expect(createRedactor({ kind: 'token', token: 'ok' })('ok, b2s and "ok"')).toBe('ok, b2s and "ok"');
    expect(withPassword('ok')(`ok ${Buffer.from(`${username}:ok`).toString('base64')}`)).toBe(
      'ok [redacted]',
    );
  });
});

describe('cleaning provider text', () => {
  const clean = createCleaner(withToken);

  it('finds a secret that invisible characters tear apart, or that holds some', () => {
    expect(clean(`tok-\u200b4fd1\u001b[0mc09be2\u202e/+A7`)).toBe('[redacted]');
    expect(createCleaner(withPassword('a\u200db\u00a0c\u200dd'))('x a\u200db\u00a0c\u200dd y')).toBe(
      'x [redacted] y',
    );
  });

  it('leaves no half of a secret where it cuts', () => {
    for (let offset = 4_070; offset < 4_100; offset++) {
      expect(clean(`${'x'.repeat(offset)}${token}${'y'.repeat(10_000)}`)).not.toContain('tok-4');
    }
  });
});
