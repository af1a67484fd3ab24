import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parseJournalUrl } from '../../../src/settings/value-parsers.ts';
import { createStateDirectory } from '../../kit/open-server.ts';

const page = readFileSync(new URL('../../../docs/shared-journal.md', import.meta.url), 'utf8');
const [, compose = ''] = /^```yaml\n(.*?)^```$/ms.exec(page) ?? [];
const [start = '', offerTls = ''] = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, sh = '']) => sh);

const setting = (key: string) => new RegExp(`^ *${key}: (.+)$`, 'm').exec(compose)?.[1];
const [user, database] = [setting('POSTGRES_USER'), setting('POSTGRES_DB')];
const [, service] = /^services:\n {2}(\w+):$/m.exec(compose) ?? [];

/** Types commands of the page where its programs only write down how they are called, and with which journal. */
function createShell() {
  const folder = createStateDirectory();
  for (const program of ['docker', 'node', 'openssl']) {
    const stub = path.join(folder, program);
    const password = program === 'openssl' ? '[ "$1" != rand ] || { echo $$; exit; }\ntouch server.key' : '';
    writeFileSync(stub, `#!/bin/sh\n${password}\necho ${program} "$*" $VPS_JOURNAL_URL`);
    chmodSync(stub, 0o755);
  }
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const type = (script: string) =>
    execFileSync('sh', ['-ec', script], { cwd: folder, env, encoding: 'utf8' }).trimEnd().split('\n');
  return { folder, type };
}

it('the first commands ask the container that the page describes, and go on doing so when typed again', () => {
  const { folder, type } = createShell();
  const [up, doctor = ''] = type(start);
  expect(up).toBe('docker compose up --detach --wait');
  const file = path.join(folder, '.env');
  const [variable, password] = readFileSync(file, 'utf8').trim().split('=');
  expect(setting('POSTGRES_PASSWORD')).toContain(`\${${variable}:?`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [port] = setting('ports')?.match(/(?<="127\.0\.0\.1:)\d+(?=:5432")/) ?? [];
  const here = { host: 'localhost', port: Number(port), user, password, database, tls: undefined };
  expect(parseJournalUrl(doctor.split(' ').at(-1) ?? '')).toEqual(here);
  expect(type(start)).toEqual([up, doctor]);
});

it('waiting for the container means until its own database answers over TCP', () => {
  expect(setting('test')).toBe(`pg_isready -h 127.0.0.1 -U ${user} -d ${database}`);
});

it('the commands for TLS reach that container, and the URL for other machines fits them', () => {
  const typed = createShell().type(offerTls);
  const [, data] = /\[\w+:(.*)\]/.exec(setting('volumes') ?? '') ?? [];
  for (const name of ['server.key', 'server.crt'])
    expect(typed).toContain(`docker compose cp ${name} ${service}:${data}/`);
  expect(typed.at(-2)).toContain(`docker compose exec -u root -w ${data} ${service} sh -c chown postgres`);
  expect(typed.at(-1)).toContain(
    `docker compose exec ${service} psql -U ${user} ${database} -c ALTER SYSTEM`,
  );
  const [, host] = /DNS:(\S+)/.exec(typed[0] ?? '') ?? [];
  const [, url = ''] = /`VPS_JOURNAL_URL=(.*?)`/.exec(page) ?? [];
  const tls = { rootCertificate: '/path/to/server.crt' };
  expect(parseJournalUrl(url)).toEqual({ host, port: 5432, user, password: 'PASSWORD', database, tls });
});
