import { createHash } from 'node:crypto';
import type { RawAnswer } from './faults.ts';
import { type Html, html } from './html.ts';
import type { ItemState } from './order-state.ts';
import { pageStyle } from './page-style.ts';

const styleHash = createHash('sha256').update(pageStyle.text).digest('base64');

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  // Not no-referrer: a browser would then send the form with "Origin: null", which is refused.
  'referrer-policy': 'same-origin',
};

interface Page {
  title: string;
  accountPath: string;
  content: Html;
  status?: number;
}

export function renderPage({ title, accountPath, content, status = 200 }: Page): RawAnswer {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Sandbox provider</title>
<style>${pageStyle}</style>
</head>
<body>
<header class="bar"><a class="brand" href="${accountPath}">Sandbox provider</a><span class="hint">No real money, no real servers</span></header>
<main>
${content}
</main>
</body>
</html>
`;
  return { status, headers: PAGE_HEADERS, body: page.text };
}

export function renderNotFound(accountPath: string, what: string): RawAnswer {
  const content = html`<h1>Not found</h1>
<p>${what}</p>
<p><a href="${accountPath}">Go to the account</a></p>`;
  return renderPage({ title: 'Not found', accountPath, content, status: 404 });
}

export type Tone = 'good' | 'busy' | 'due' | 'over';

export function renderBadge(tone: Tone, text: string): Html {
  return html`<span class="badge ${tone}">${text}</span>`;
}

const badgeOfState: Record<ItemState, [tone: Tone, text: string]> = {
  unpaid: ['due', 'To be paid'],
  processing: ['busy', 'Being set up'],
  ready: ['good', 'Ready'],
  cancelled: ['over', 'Cancelled'],
  ended: ['over', 'Ended'],
};

export function renderState(state: ItemState): Html {
  return renderBadge(...badgeOfState[state]);
}

/** `2026-11-24 03:08 UTC`, readable by machines too. */
export function renderTime(atMs: number): Html {
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}
