import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createFileStore } from '../../src/journal/files/file-store.ts';
import { fingerprintCredential } from '../../src/journal/header.ts';
import { createStateDirectory } from '../kit/open-server.ts';

const credential = { provider: 'https://provider.example/api', account: 'default', identity: 'token' };

it.each([
  ['nothing', ''],
  ['half of it', '{"format":1,"sal'],
  ['no salt', '{"format":1,"provider":"https://provider.example/api","account":"default"}'],
  ['a newer version', '{"format":2,"provider":"p","account":"default","salt":"pepper"}'],
])('a header that holds %s fails closed, naming the file, and is left as it is', async (_, text) => {
  const place = createStateDirectory();
  const file = path.join(place, 'journal.json');
  writeFileSync(file, text);
  await expect(fingerprintCredential(createFileStore(place), credential)).rejects.toMatchObject({
    code: 'state_unwritable',
    message: expect.stringContaining(`journal.json of ${place}`),
  });
  expect(readdirSync(place)).toEqual(['journal.json']);
});

it('of several processes that make the header at once, all use the salt of the one that came first', async () => {
  const place = createStateDirectory();
  const fingerprints = await Promise.all(
    Array.from({ length: 10 }, () => fingerprintCredential(createFileStore(place), credential)),
  );
  expect(new Set(fingerprints).size).toBe(1);
});
