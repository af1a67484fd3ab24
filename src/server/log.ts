import type { LogLevel } from '../settings/settings.ts';

const order: readonly LogLevel[] = ['error', 'warn', 'info', 'debug'];

/** Writes one line an event to stderr; stdout belongs to the protocol. */
export type Log = (level: LogLevel, message: string) => void;

export function createLog(options: {
  level: LogLevel;
  redact: (text: string) => string;
  write: (line: string) => void;
}): Log {
  return (level, message) => {
    if (order.indexOf(level) > order.indexOf(options.level)) return;
    options.write(`vps-order-mcp ${level}: ${options.redact(message).replace(/\s+/g, ' ')}\n`);
  };
}
