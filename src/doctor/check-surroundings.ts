import type { Settings } from '../settings/settings.ts';
import { type Check, ok } from './check.ts';
import type { ProxyInUse } from './proxy-in-use.ts';

/** The version in `engines` of package.json. */
const oldestNode = [20, 18, 1] as const;

export function checkNode(version: string): Check {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  const firstDifference = oldestNode.findIndex((part, index) => part !== parts[index]);
  const isOld = firstDifference !== -1 && (parts[firstDifference] ?? 0) < (oldestNode[firstDifference] ?? 0);
  if (!isOld) return ok('Node.js', version);
  return {
    verdict: 'problem',
    subject: 'Node.js',
    text: `${version} is older than ${oldestNode.join('.')}`,
    hint: 'Install a newer Node.js, and let the client start that one.',
  };
}

/** Who says yes before money is spent. */
export function checkConfirmation({ confirm, readOnly }: Settings): Check {
  const subject = 'confirmation';
  if (readOnly) return ok(subject, 'VPS_READ_ONLY: nothing can be ordered or cancelled');
  if (confirm === 'always')
    return ok(subject, 'always: a person is asked; a client that can not ask is refused');
  if (confirm === 'never')
    return ok(subject, 'never: nobody is asked, the limits alone stand between an agent and your money');
  return ok(subject, 'auto: a person is asked where the client can ask; elsewhere the client decides');
}

export function checkProxy(proxy: ProxyInUse | undefined, isTlsCheckOff: boolean): Check[] {
  const subject = 'proxy';
  const checks: Check[] = [];
  if (!proxy) checks.push(ok(subject, 'none'));
  else if (proxy.host === undefined) {
    const text = `${proxy.variable} holds no usable address`;
    const hint = `Write ${proxy.variable} as http://HOST:PORT, or unset it.`;
    checks.push({ verdict: 'problem', subject, text, hint });
  } else checks.push(ok(subject, `${proxy.host} (${proxy.variable})`));
  if (isTlsCheckOff) {
    const text = 'NODE_TLS_REJECT_UNAUTHORIZED=0 has no effect here: certificates are always checked.';
    checks.push({ verdict: 'note', subject, text, hint: 'For a CA of your own set NODE_EXTRA_CA_CERTS.' });
  }
  return checks;
}
