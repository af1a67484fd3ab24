import { config } from 'zod';

// The second import of main.ts: a schema goes by what is configured when it is built, and the SDK builds some as it loads.
config({
  // A compiled check never earns its start-up time back in a server that answers a few calls.
  jitless: true,
  // Keeps no account of what has been read already, which a value that holds itself would need: none comes out of JSON.
  memoizer: { attach() {}, guard() {}, alloc: (_schema, _payload, empty) => empty },
});
