import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildUnbundled } from '../../scripts/bench/build-unbundled.mjs';
import { builtCommand, startProcess } from '../kit/server-process.ts';
import { sessions } from './odd-messages.ts';

let unbundled = '';
beforeAll(async () => {
  unbundled = await buildUnbundled();
});
afterAll(() => rmSync(unbundled, { recursive: true, force: true }));

/** Every answer of a session that ends with its input, by the request's id. */
async function play(script: string, messages: readonly object[]) {
  const server = startProcess({ script, env: { VPS_LOG: 'error' } });
  const answered = new Promise<void>(resolve => {
    const expected = messages.filter(message => 'id' in message).length;
    server.child.stdout?.on('data', () => {
      if (server.answers().length >= expected) resolve();
    });
  });
  for (const message of messages) server.send(message);
  await Promise.race([answered, server.ended]);
  server.child.stdin?.end();
  const code = await server.ended;
  const answers = server.answers().map(answer => [String(answer.id), JSON.stringify(answer)] as const);
  return { code, stderr: server.stderr(), answers: Object.fromEntries(answers) };
}

it.each(Object.entries(sessions))('answers %s as the packages do without the bundle', async (_, messages) => {
  const bundled = await play(builtCommand, messages);
  expect(Object.keys(bundled.answers).length).toBeGreaterThan(0);
  expect(bundled).toEqual(await play(path.join(unbundled, 'main.mjs'), messages));
});
