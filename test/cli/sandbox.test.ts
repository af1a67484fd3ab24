import { describe, expect, it, onTestFinished } from 'vitest';
import type { CommandOptions } from '../../src/cli/commands.ts';
import { runSandbox } from '../../src/cli/sandbox.ts';
import { exampleOrder, openSandbox, send } from '../sandbox/sandbox-client.ts';
import { createCall } from './command-call.ts';

/** Runs the command until the test is over, and calls the provider whose environment it prints. */
async function openCommand(options: CommandOptions) {
  const text = await new Promise<string>((write, reject) => {
    const onSignal = (listener: () => void) => onTestFinished(listener);
    const ended = runSandbox(createCall(['sandbox'], { write, options, onSignal }).call);
    ended.catch(reject);
  });
  const [url = '', token = ''] = [/VPS_API_URL=(\S+)/, /VPS_API_TOKEN=(\S+)/].map(
    name => name.exec(text)?.[1],
  );
  const headers = { 'content-type': 'application/json', 'x-account-token': token };
  return async (body: object) => {
    const { status, text, brokenBy } = await send(url, { headers, body: JSON.stringify(body) });
    return { status, brokenBy, json: text === '' ? undefined : JSON.parse(text) };
  };
}

const list = { action: 'order_list' };

describe('sandbox', () => {
  it('takes credit and times from its options', async () => {
    const call = await openCommand({ credit: '12.25', 'provisioning-ms': '0', 'list-lag-ms': '1000000' });
    expect((await call(exampleOrder)).status).toBe(200);
    expect((await call({ action: 'order_status', order_id: 73 })).json.message).toBe('Ready');
    expect((await call(list)).json).toEqual([]);
    expect(await call(exampleOrder)).toMatchObject({ status: 402, json: { amount: '12.25' } });
  });

  it('takes faults, their delays and their times from its options', async () => {
    const fault = ['order_list=status-503-after:2', 'server_list=slow@1:1', '*=reset-before'];
    const call = await openCommand({ fault });
    expect((await call(list)).status).toBe(503);
    expect((await call(list)).status).toBe(503);
    expect((await call({ action: 'server_list' })).json).toEqual([]);
    expect(await call({ action: 'server_list' })).toMatchObject({ status: 0, brokenBy: 'ECONNRESET' });
    expect((await call(list)).brokenBy).toBe('ECONNRESET');
  });

  it.each([
    [{ port: 'http' }, '--port has to be a whole number from 0 to 65535'],
    [{ port: '070000' }, '--port has to be a whole number from 0 to 65535'],
    [{ credit: 'much' }, '--credit has to be a number, 0 or more'],
    [{ fault: ['order_create='] }, 'not of the form ACTION=FAULT'],
    [{ fault: ['order_create=hang:0'] }, 'not of the form ACTION=FAULT'],
    [
      { fault: ['order=html'] },
      'Known: order_create, order_status, order_list, order_cancel, server_list, and',
    ],
    [{ fault: ['order_create=hangs'] }, 'Known: reset-before, reset-after, hang-before'],
    [{ fault: ['order_create=status-200'] }, 'status-NNN'],
    [{ fault: ['order_create=scripted'] }, 'Unknown fault "scripted"'],
  ])('refuses %j and says what is known', async (options, complaint) => {
    await expect(openCommand(options)).rejects.toThrow(complaint);
  });

  it('says that something else listens on the port', async () => {
    const { port } = new URL((await openSandbox()).apiUrl);
    await expect(openCommand({ port })).rejects.toThrow(
      `port ${port}: something else listens on it, or the system does not let this user (EADDRINUSE). Leave --port out to take a free one.`,
    );
  });
});
