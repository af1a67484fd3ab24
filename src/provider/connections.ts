import type { Dispatcher } from 'undici';

/** Connections to one provider: a shared pool for reads, and a fresh connection for each write. */
export interface Connections {
  shared(): Promise<Dispatcher>;
  fresh(): Promise<Dispatcher>;
  close(): Promise<void>;
}

const createDispatcher = async (apiUrl: URL) =>
  (await import('./create-dispatcher.ts')).createDispatcher(apiUrl);

/** undici is loaded by the first call that needs it, so that starting the server costs nothing of it. */
export function createConnections(apiUrl: URL): Connections {
  let pool: Promise<Dispatcher> | undefined;
  const shared = () => {
    pool ??= createDispatcher(apiUrl);
    return pool;
  };
  return {
    shared,
    fresh: () => createDispatcher(apiUrl),
    close: async () => {
      await (await pool)?.destroy();
    },
  };
}
