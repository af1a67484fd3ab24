import { describe, expect, it } from 'vitest';
import { createCleaner, createRedactor } from '../../src/provider/redact.ts';
import { encodings } from '../hostile/secret-encodings.ts';

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
