import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { countTokens, countToolTokens } from '../../scripts/bench/count-tokens.mjs';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };

it('what the tools cost a model in tokens is what was agreed on, and below the aim', () => {
  const tokens = countToolTokens(toolList);
  expect(tokens).toMatchInlineSnapshot(`
    {
      "order_cancel": 175,
      "order_create": 828,
      "order_list": 173,
      "order_status": 164,
      "server_list": 156,
    }
  `);
  const all = Object.values(tokens).reduce((sum, count) => sum + count, 0);
  expect(all).toBeLessThanOrEqual(1_500);
});

it('what the card adds to the tool list is what its page says', () => {
  const without = toolList.map(({ _meta, ...tool }) => tool);
  const tokens = countTokens(toolList) - countTokens(without);
  const bytes = JSON.stringify(toolList).length - JSON.stringify(without).length;
  const page = readFileSync(new URL('../../docs/card.md', import.meta.url), 'utf8');
  expect(page).toContain(`grows by ${tokens} tokens and ${bytes} bytes`);
});
