import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCleaner, createRedactor } from '../../src/provider/redact.ts';

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

  it('leaves no half of a secret where it cuts', () => {
    for (let offset = 4_070; offset < 4_100; offset++) {
      expect(clean(`${'x'.repeat(offset)}${token}${'y'.repeat(10_000)}`)).not.toContain('tok-4');
    }
  });
});
