import type { Dispatcher } from 'undici';

/** Connections to one provider: a shared pool for reads, and a fresh connection for each write. */
export interface Connections {
  /** @throws VpsError `configuration` for a proxy that can't be used. */
  shared(): Promise<Dispatcher>;
  /** The caller destroys it. @throws VpsError like `shared`. */
  fresh(): Promise<Dispatcher>;
  close(): Promise<void>;
}

const createDispatcher = async (apiUrl: URL) =>
  (await import('./create-dispatcher.ts')).createDispatcher(apiUrl);

/** undici is loaded after the start, at the latest by the first call that needs it, so that the start costs nothing of it. */
export function createConnections(apiUrl: URL): Connections {
  let pool: Promise<Dispatcher> | undefined;
  const shared = async () => {
    pool ??= createDispatcher(apiUrl);
    try {
      return await pool;
    } catch (error) {
      pool = undefined;
      throw error;
    }
  };
  return {
    shared,
    fresh: () => createDispatcher(apiUrl),
    close: async () => {
      const opened = await pool?.catch(() => undefined);
      await opened?.destroy();
    },
  };
}
