/** Filled in by the build, from `engines` of package.json. */
declare const OLDEST_NODE: string;

// The first import of main.ts: what comes after it may need a newer Node just to be loaded.
const { node } = process.versions;
// Numbers of one width compare as text; a collator that compares numbers takes milliseconds to load.
const toComparable = (version: string) => version.replaceAll(/\d+/g, digits => digits.padStart(4, '0'));
if (toComparable(node) < toComparable(OLDEST_NODE)) {
  const advice = 'install a newer one, and let the client start that';
  process.stderr.write(`vps-order-mcp: Node.js ${node} is older than ${OLDEST_NODE}; ${advice}.\n`);
  process.exit(2);
}
