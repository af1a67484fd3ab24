import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCleaner, createRedactor } from '../../src/provider/redact.ts';
import { encodings } from '../hostile/secret-encodings.ts';

const token = 'tok-4fd1c09be2/+A7';
const withToken = createRedactor({ kind: 'token', token });

const username = 'someone@example.org';
const password = 'pä$$ & "wörd"+1';
const withPassword = createRedactor({ kind: 'basic', username, password });

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

describe('taking secrets out of a text', () => {
  it.each([
    ['as it is', token],
    ['in capitals', token.toUpperCase()],
    ['in base64', base64(token)],
    ['in base64 without padding', base64(token).replace(/=+$/, '')],
    ['in base64url', Buffer.from(token).toString('base64url')],
    ['in hex', Buffer.from(token).toString('hex')],
    ['URL-encoded', encodeURIComponent(token)],
    ['URL-encoded in small letters', encodeURIComponent(token).toLowerCase()],
    ['URL-encoded twice', encodeURIComponent(encodeURIComponent(token))],
    ['in base64, URL-encoded', encodeURIComponent(base64(token))],
  ])('finds a token %s', (_name, form) => {
    expect(withToken(`before ${form} after`)).toBe('before [redacted] after');
    expect(withToken(`x${form}y${form}z`)).toBe('x[redacted]y[redacted]z');
  });

  it.each([
    ['as it is', password],
    ['in JSON', JSON.stringify(password).slice(1, -1)],
    ['URL-encoded', encodeURIComponent(password)],
    ['in a form', new URLSearchParams({ p: password }).toString().slice(2)],
    ['in HTML', password.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['in base64', base64(password)],
    ['with the user name in base64', base64(`${username}:${password}`)],
    ['as the header', `Basic ${base64(`${username}:${password}`)}`],
    ['as the header in base64', base64(`Basic ${base64(`${username}:${password}`)}`)],
  ])('finds a password %s', (_name, form) => {
    const shown = withPassword(`before ${form} after`);
    expect(shown).toMatch(/\[redacted\]/);
    expect(shown).not.toContain(form);
  });

  it.each(Object.entries(encodings))('finds any secret %s', (_name, encode) => {
    for (const secret of [
      token,
      password,
      "it's/bäd+pass",
      'a/b\'c"d&e<f>g',
      'back\\slash %41 %x',
      '48151623',
    ]) {
      const redact = createRedactor({ kind: 'basic', username, password: secret });
      expect(redact(`before ${encode(secret)} after`)).toBe('before [redacted] after');
      expect(createCleaner(redact)(`a${encode(secret)}b ${encode(secret)}`)).toMatch(
        /^a\[redacted\]=*b \[redacted\]=*$/,
      );
    }
  });

  it('finds it in the base64 of any longer text', () => {
    const around = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(withToken(base64(`${before}${token}${after}`))).toContain('[redacted]');
        expect(withToken(Buffer.from(`${before}${token}${after}`).toString('base64url'))).toContain(
          '[redacted]',
        );
      }),
    );
  });

  it('leaves other texts alone', () => {
    const text =
      'Order 73 is being processed; ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE';
    expect(withToken(text)).toBe(text);
    expect(withPassword(text)).toBe(text);
    expect(createRedactor(undefined)(text)).toBe(text);
    expect(createRedactor({ kind: 'token', token: 'abc' })('abc')).toBe('abc');
  });

  it('finds a short secret as it is and encoded, and not across words', () => {
    const redact = createRedactor({ kind: 'token', token: "it's" });
    expect(redact("say it's, it&#39;s and it%27s")).toBe('say [redacted], [redacted] and [redacted]');
    expect(createRedactor({ kind: 'token', token: 'test' })('the best estate')).toBe('the best estate');
    expect(createRedactor({ kind: 'basic', username, password: 'a b c' })('x a b c a%20b%20c ab c')).toBe(
      'x [redacted] [redacted] [redacted]',
    );
  });

  it('finds a secret of the greatest length, and in texts that were made to be expensive', () => {
    const long = `eyJ${base64(Array.from({ length: 3_000 }, (_, index) => index).join()).slice(0, 8_000)}`;
    const redact = createRedactor({ kind: 'token', token: long });
    const startedAt = performance.now();
    expect(redact(`a ${encodeURIComponent(long)} b`)).toBe('a [redacted] b');
    for (const part of [
      '%',
      '%25',
      '%f0',
      '\\',
      '&amp;',
      '&amp',
      '&#0',
      '&#x0',
      '\\u00',
      '%c3',
      'tok-',
      ' ',
      'tok-4fd1c09be2/+A',
    ]) {
      const text = part.repeat(1_000_000 / part.length);
      expect(redact(text).length).toBeLessThanOrEqual(1_000_000);
      expect(withToken(text).length).toBeLessThanOrEqual(1_000_000);
    }
    for (const written of [token, `${token} `, encodeURIComponent(token)])
      expect(withToken(written.repeat(50_000)).length).toBeLessThan(1_000_000);
    expect(createRedactor({ kind: 'token', token: 'aaaaaaaa' })('a'.repeat(1_000_000))).toBe('[redacted]');
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });

  it('takes a secret with signs of its own for the text that it is', () => {
    const redact = createRedactor({ kind: 'token', token: '.*[a](b)|c\\d{2}^$' });
    expect(redact('x.*[a](b)|c\\d{2}^$y')).toBe('x[redacted]y');
    expect(redact('anything else')).toBe('anything else');
  });
});

describe('cleaning provider text', () => {
  const clean = createCleaner(withToken);

  it('finds a secret that invisible characters tear apart', () => {
    expect(clean(`tok-\u200b4fd1\u001b[0mc09be2\u202e/+A7`)).toBe('[redacted]');
    expect(
      createCleaner(createRedactor({ kind: 'basic', username, password: 'a\u200db\u200dc\u200dd' }))(
        'x abcd y',
      ),
    ).toBe('x [redacted] y');
  });

  it('leaves no half of a secret where it stops to look', () => {
    const secret = 'a/secret\'with"signs';
    const cleaner = createCleaner(createRedactor({ kind: 'token', token: secret }));
    for (const written of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      for (let offset = 0; offset < 12; offset++) {
        const shown = cleaner(`${'\u200b'.repeat(offset)}${`${written}\u200b`.repeat(100_000)}`);
        expect(shown.replaceAll('[redacted]', '')).toMatch(/^\[?[a-z]{0,8}…$/);
        expect(cleaner(`${'\u200b'.repeat(81_910 - offset)}${written}${'x'.repeat(9)}`)).not.toMatch(
          /secret|with/,
        );
      }
    }
  });

  it('leaves no half of a secret where it cuts', () => {
    for (let offset = 4_070; offset < 4_100; offset++) {
      expect(clean(`${'x'.repeat(offset)}${token}${'y'.repeat(10_000)}`)).not.toContain('tok-4');
    }
  });
});
