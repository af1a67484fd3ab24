import { expect, it } from 'vitest';
import { renderSession } from '../../scripts/picture/render-session.mjs';
import { runProcess, startProcess } from '../kit/server-process.ts';

it('the demo plays the whole story and exits 0', async () => {
  const { code, stdout, stderr } = await runProcess({ args: ['demo'] });
  expect([code, stderr]).toEqual([0, '']);
  const told = [
    'The client connects',
    'order_create → dry_run',
    'By the price list: 9.00 EUR for 30 days.',
    'the server asks the person',
    'order_create → payment_required',
    'Order 73 exists and waits for 9.00 EUR',
    'The invoice agrees with the estimate.',
    'Nothing was ordered twice',
    '1 unpaid order: 9.00 EUR.',
    'Paid.',
    'order_status → ok',
    'Ready after',
    'server_list → ok',
    'demo-server: 192.0.2.1, 2001:db8::1',
    'order_cancel → cancelled',
    'Everything came out as it should.',
  ];
  let from = 0;
  for (const text of told) {
    const found = stdout.indexOf(text, from);
    expect(found, text).toBeGreaterThan(-1);
    from = found;
  }
  for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(110);
  expect(stdout, 'escape sequences where there is no terminal').not.toContain('\u001b');
  // npm run picture draws it anew.
  await expect(renderSession(stdout)).toMatchFileSnapshot('../../docs/session.svg');
});

it('the demo that is interrupted says so, cleans up and does not exit 0', async () => {
  const demo = startProcess({ args: ['demo'] });
  await new Promise(resolve => demo.child.stdout?.once('data', resolve));
  demo.child.kill('SIGINT');
  expect(await demo.ended).toBe(1);
  expect(demo.stdout()).toContain('The demo stopped: interrupted');
});
