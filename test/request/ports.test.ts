import { expect, test } from 'vitest';
import { parsePorts, toPortRanges } from '../../src/request/ports.ts';

const shape = 'is not a port from 1 to 65535 or an ascending range such as 12000:12010';

test.each(['80,443,12000:12010', '1', '65535', '1:65535', '80:81'])('%s is accepted unchanged', text => {
  expect(parsePorts(text)).toEqual({ value: text });
});

test.each([
  [' 80 , 443\n', '80,443'],
  ['80,443,80', '80,443'],
  ['80:80', '80'],
  ['80:80,80', '80'],
])('%j becomes %s', (text, value) => {
  expect(parsePorts(text)).toEqual({ value });
});

test.each([
  '0',
  '65536',
  '080',
  '-80',
  '80.5',
  '8e1',
  'http',
  '80/tcp',
  '8000-8010',
  '90:80',
  '80:',
  ':80',
  '1:2:3',
  '0:80',
  '80:65536',
  '',
])('%j is refused by name and place', entry => {
  expect(parsePorts(`22,${entry}`)).toEqual({ problems: [`entry 2 "${entry}" ${shape}`] });
});

test('64 entries are accepted and 65 refused', () => {
  const ports = Array.from({ length: 65 }, (_, index) => `${index + 1}`);
  expect(parsePorts(ports.slice(1).join())).toHaveProperty('value');
  expect(parsePorts(ports.join())).toEqual({ problems: ['has 65 entries; at most 64 are allowed'] });
});

test('an accepted list is read as ranges', () => {
  expect(toPortRanges('80,12000:12010')).toEqual([
    { first: 80, last: 80 },
    { first: 12000, last: 12010 },
  ]);
});
