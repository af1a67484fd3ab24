import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect, it, test } from 'vitest';
import { readSettingFile } from '../../src/settings/read-setting-file.ts';
import { createStateDirectory } from '../kit/open-server.ts';
import { runProcess } from '../kit/server-process.ts';

function write(text: string): string {
  const file = path.join(createStateDirectory(), 'secret');
  fs.writeFileSync(file, text);
  return file;
}

it('reads a regular file of up to 64 KiB', () => {
  const text = 'x'.repeat(64 * 1024);
  expect(readSettingFile(fs, write(text))).toBe(text);
  expect(readSettingFile(fs, write('tökén\n'))).toBe('tökén\n');
  expect(readSettingFile(fs, write(''))).toBe('');
  expect(() => readSettingFile(fs, write(`${text}x`))).toThrow('names a file of more than 64 KiB');
});

it.each(['\ufefftoken\r\n', 'token'])('says of %j in UTF-16 how to save it', text => {
  const file = write('');
  fs.writeFileSync(file, text, 'utf16le');
  expect(() => readSettingFile(fs, file)).toThrow(
    'names a file in UTF-16, as some Windows programs write it; save it as UTF-8',
  );
});

it('follows a link', () => {
  const link = path.join(createStateDirectory(), 'link');
  fs.symlinkSync(write('secret'), link);
  expect(readSettingFile(fs, link)).toBe('secret');
});

test.each(['/dev/zero', '/dev/null', '/', '/nowhere/secret'])('%s is refused, and not waited for', file => {
  expect(() => readSettingFile(fs, file)).toThrow(/^(?:has to name a regular file|names a file that cannot)/);
});

it('a start with a FIFO as its token file ends with exit 2 and one line', async () => {
  const fifo = path.join(createStateDirectory(), 'fifo');
  execFileSync('mkfifo', [fifo]);
  const { code, stderr } = await runProcess({ env: { VPS_API_TOKEN_FILE: fifo } });
  expect([code, stderr]).toEqual([
    2,
    'vps-order-mcp: VPS_API_TOKEN_FILE has to name a regular file, and no directory, pipe or device.\n',
  ]);
});
