import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, maxTextLength, stripText } from '../../src/provider/text.ts';

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
    ...['\u0090', '\u0098', '\u009b', '\u009d', '\u009e', '\u009f', '\u001b', '\u0007', '\u009c'],
    ...[
      '\u001b]',
      '\u001bP',
      '\u001bX',
      '\u001b^',
      '\u001b_',
      '\u001b[',
      '\u001b]0;',
      '\u009b1',
      '\u009b ',
      '\u001b[1 ',
    ],
    ...[
      '\u0090\u0098\u009b\u009d\u009e\u009f',
      '\u001b]\u009d',
      '\u009dx',
      '\u001b\u009d',
      '\u001bP\u009b1;',
      '\n',
      '\u200b',
    ],
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

  it.each(['\u009d', '\u0090', '\u001b]', '\u009b0', '\u001b[0;'])(
    'reads a long run of %j, which never ends, in a short time',
    piece => {
      const startedAt = performance.now();
      cleanText(piece.repeat(100_000));
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    },
  );

  it('leaves nothing behind that a second cleaning would take', () => {
    const parts = fc.constantFrom(
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
