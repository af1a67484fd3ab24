import path from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { checkStateDirectory } from '../../src/cli/doctor-journal.ts';
import { createStateDirectory } from '../kit/open-server.ts';

it('a state directory that hangs is a problem, and ends in time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const readFileSystem = vi.fn(() => new Promise<never>(() => {}));
  const checking = checkStateDirectory(createStateDirectory(), readFileSystem);
  await vi.waitFor(() => expect(readFileSystem).toHaveBeenCalled());
  await vi.advanceTimersByTimeAsync(5_000);
  expect(await checking).toEqual([
    {
      verdict: 'problem',
      subject: 'state directory',
      text: expect.stringContaining('looking at it hangs'),
      hint: 'Until then order_create is refused before anything is sent.',
    },
  ]);
});

it('a state directory that fails says why, and what to do about it', async () => {
  const directory = path.join(createStateDirectory(), 'a'.repeat(300));
  const [check] = await checkStateDirectory(directory);
  expect(check).toMatchObject({
    verdict: 'problem',
    text: expect.stringMatching(/make it a directory that this user can write \(ENAMETOOLONG\)/),
  });
});
