import { expect, it } from 'vitest';
import { countToolTokens } from '../../scripts/bench/count-tokens.mjs';
import toolList from '../../src/tools/tool-list.json' with { type: 'json' };

it('what the tools cost a model in tokens is what was agreed on, and below the aim', () => {
  const tokens = countToolTokens(toolList);
  expect(tokens).toMatchInlineSnapshot(`
    {
      "order_cancel": 175,
      "order_create": 840,
      "order_list": 153,
      "order_status": 166,
      "server_list": 166,
    }
  `);
  const all = Object.values(tokens).reduce((sum, count) => sum + count, 0);
  expect(all).toBeLessThanOrEqual(1_500);
});
