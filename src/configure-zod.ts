import { config } from 'zod';

// The second import of main.ts: a schema goes by what is configured when it is built, and the SDK builds some as it loads.
// A compiled check never earns its start-up time back in a server that answers a few calls.
config({ jitless: true });
