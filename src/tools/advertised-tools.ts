import type { Tool } from './tool.ts';
import toolList from './tool-list.json' with { type: 'json' };

/** A tool as clients see it: what tool-list.json holds of it, which a test keeps equal to the tool itself. */
export type AdvertisedTool = (typeof toolList)[number];

/** The tools that exist: all of them, or only those that change nothing. */
export function chooseTools({ readOnly }: { readOnly: boolean }): readonly AdvertisedTool[] {
  return readOnly ? toolList.filter(tool => tool.annotations.readOnlyHint) : toolList;
}

/** The tool behind a name, with its schemas and all that they take, loaded by the first call that needs one. */
export async function loadTool(name: string): Promise<Tool> {
  const { tools } = await import('./registry.ts');
  const tool = tools.find(other => other.name === name);
  if (!tool) throw new TypeError(`there is no tool of the name ${name}`);
  return tool;
}

/** Outcomes with which a call is marked as an error. */
export const errorOutcomes: ReadonlySet<string> = new Set([
  'not_ordered',
  'not_cancelled',
  'unknown',
  'failed',
]);
