import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCloudInitUrl, maskUrlQuery } from '../../src/request/cloud-init.ts';
import type { Ruling } from '../../src/request/fields.ts';
import { checkVisibleText, invisibleCharacters } from '../../src/request/fields.ts';
import { coversHalfTheInternet, findSpecialKind, isWide, parseIpAllow } from '../../src/request/networks.ts';
import { parsePorts, toPortRanges } from '../../src/request/ports.ts';
import { parseAuthorizedKeys } from '../../src/request/public-keys.ts';
import { createEcdsaLine, createEd25519Line, createRsaLine, createTokenLines } from './openssh-keys.ts';

const anyText = fc.string({ unit: 'binary' });
const anyUrl = fc.webUrl({ withQueryParameters: true, validSchemes: ['https'] });
const blanks = fc.constantFrom('', ' ', '\t', '\n', '  ');
const ipv4 = fc.ipV4();
const ipv6 = fc.ipV6();
const network = fc.oneof(
  ipv4,
  ipv6,
  fc.tuple(ipv4, fc.nat(34)).map(([address, prefix]) => `${address}/${prefix}`),
  fc.tuple(ipv6, fc.nat(130)).map(([address, prefix]) => `${address}/${prefix}`),
);
const port = fc.nat(70_000).map(String);
const ports = fc.oneof(
  port,
  fc.tuple(port, port).map(pair => pair.join(':')),
);
const keyLines = [
  createEd25519Line(),
  createRsaLine(2048),
  createEcdsaLine('nistp256'),
  ...createTokenLines(),
];
const keyLine = fc.constantFrom(...keyLines);
const damagedKeyLine = fc
  .tuple(keyLine, fc.nat(300), anyText)
  .map(([line, place, text]) => line.slice(0, place) + text + line.slice(place + text.length));

type Rule = (text: string) => Ruling;
type Text = fc.Arbitrary<string>;

/** Entries with blanks around them, perhaps one of them junk. */
function listOf(entry: Text, separator: string): Text {
  const padded = fc.tuple(blanks, entry, blanks).map(parts => parts.join(''));
  const sound = fc.array(padded, { minLength: 1, maxLength: 20 });
  const broken = fc.tuple(sound, anyText, sound).map(parts => parts.flat());
  return fc.oneof(sound, broken).map(entries => entries.join(separator));
}

function isAccepted(rule: Rule) {
  return (text: string) => 'value' in rule(text);
}

const soundNetwork = network.filter(isAccepted(parseIpAllow));
const soundPorts = ports.filter(isAccepted(parsePorts));

const rules: [name: string, rule: Rule, nearlySound: Text, sound: Text][] = [
  ['ip_allow', parseIpAllow, listOf(network, ','), listOf(soundNetwork, ',')],
  ['public_ports_allow', parsePorts, listOf(ports, ','), listOf(soundPorts, ',')],
  ['authorized_keys', parseAuthorizedKeys, listOf(damagedKeyLine, '\n'), listOf(keyLine, '\n')],
  ['cloud_init_url', checkCloudInitUrl, anyUrl, anyUrl],
  ['name', checkVisibleText, anyText, fc.string({ unit: 'grapheme', maxLength: 20 })],
];

describe.each(rules)('any text as %s', (_, rule, nearlySound, sound) => {
  test('yields a canonical text or a named refusal', () => {
    fc.assert(
      fc.property(fc.oneof(nearlySound, sound, anyText), text => {
        const ruling = rule(text);
        if ('value' in ruling) expect(ruling.value).not.toBe('');
        else expect(ruling.problems.length).toBeGreaterThan(0);
        const shown = 'value' in ruling ? '' : ruling.problems.join('');
        expect(shown.search(invisibleCharacters)).toBe(-1);
      }),
    );
  });

  test('is accepted again unchanged once it was accepted', () => {
    fc.assert(
      fc.property(sound.filter(isAccepted(rule)), text => {
        const ruling = rule(text);
        expect(rule('value' in ruling ? ruling.value : '')).toEqual(ruling);
      }),
    );
  });
});

test('every fact about sound entries can be told', () => {
  fc.assert(
    fc.property(fc.array(soundNetwork, { minLength: 1, maxLength: 20 }), networks => {
      expect(typeof coversHalfTheInternet(networks)).toBe('boolean');
      expect(typeof isWide(networks)).toBe('boolean');
      for (const one of networks) findSpecialKind(one);
    }),
  );
  fc.assert(
    fc.property(soundPorts, entry => {
      for (const { first, last } of toPortRanges(entry)) {
        expect(first).toBeGreaterThanOrEqual(1);
        expect(last).toBeGreaterThanOrEqual(first);
        expect(last).toBeLessThanOrEqual(65_535);
      }
    }),
  );
});

test('a masked URL holds nothing of its query', () => {
  const query = fc.string({ unit: fc.constantFrom(...'%=&?/abcXYZ0129+'), minLength: 1 });
  fc.assert(
    fc.property(query, text => {
      const url = `https://example.com/init?${text}`;
      expect(checkCloudInitUrl(url)).toEqual({ value: url });
      expect(maskUrlQuery(url)).toBe('https://example.com/init?***');
    }),
  );
});
