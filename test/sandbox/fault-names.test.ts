import { expect, test } from 'vitest';
import {
  carriesOutFirst,
  createFaultSwitches,
  type FaultName,
  parseFault,
} from '../../src/sandbox/faults.ts';

test.each([
  ['order_create=reset-after', 'order_create', { name: 'reset-after' }],
  ['order_create=status-500:2', 'order_create', { name: 'status-500', times: 2 }],
  ['*=slow@200', '*', { name: 'slow', delayMs: 200 }],
  ['order_list=slow@50:3', 'order_list', { name: 'slow', delayMs: 50, times: 3 }],
  ['server_list=status-404-after', 'server_list', { name: 'status-404-after' }],
])('reads %s', (text, action, fault) => {
  expect(parseFault(text)).toEqual({ action, fault });
});

test.each([
  ['', 'ACTION=FAULT'],
  ['order_create', 'ACTION=FAULT'],
  ['order_create=', 'ACTION=FAULT'],
  ['order_create=hang:0', 'ACTION=FAULT'],
  ['order_create=hang:x', 'ACTION=FAULT'],
  [
    'order_delete=hang',
    'Known: order_create, order_status, order_list, order_cancel, server_list, and * for all',
  ],
  ['order_create=hangs', 'Known: reset-before, reset-after, hang-before'],
  ['order_create=status-200', 'status-NNN'],
  ['order_create=scripted', 'Unknown fault "scripted"'],
])('refuses "%s" and says what is known', (text, message) => {
  expect(() => parseFault(text)).toThrow(message);
});

test.each<[FaultName, boolean]>([
  ['reset-before', false],
  ['hang-before', false],
  ['status-500', false],
  ['reset-after', true],
  ['hang', true],
  ['status-500-after', true],
  ['html', true],
])('knows whether %s leaves the action carried out', (name, carriesOut) => {
  expect(carriesOutFirst({ name })).toBe(carriesOut);
});

test('prefers the fault of the action, then the one for all, each as often as it was told', () => {
  const switches = createFaultSwitches({
    order_list: { name: 'html', times: 2 },
    '*': { name: 'empty', times: 1 },
  });
  const names = ['order_list', 'order_list', 'order_list', 'order_list'].map(
    action => switches.take(action)?.name,
  );
  expect(names).toEqual(['html', 'html', 'empty', undefined]);
  switches.set('*', { name: 'hang' });
  expect([switches.take('order_create')?.name, switches.take('order_create')?.name]).toEqual([
    'hang',
    'hang',
  ]);
  switches.set('*', undefined);
  expect(switches.take('order_create')).toBeUndefined();
});
