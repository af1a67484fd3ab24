import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createStateDirectory } from '../kit/open-server.ts';
import { runProcess } from '../kit/server-process.ts';

const opensPipe = (pipe: string) =>
  `data:text/javascript,import{readFile}from'node:fs';readFile(${JSON.stringify(pipe)},()=>{})`;

it.skipIf(process.platform === 'win32')(
  'the end of stdin ends the process while a file call hangs',
  async () => {
    const directory = createStateDirectory();
    const pipe = path.join(directory, 'pipe');
    mkdirSync(directory, { recursive: true });
    execFileSync('mkfifo', [pipe]);
    const { code } = await runProcess({ nodeArgs: ['--import', opensPipe(pipe)] });
    expect(code).toBe('SIGKILL');
  },
);
