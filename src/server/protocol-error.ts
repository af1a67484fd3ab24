import type { Log } from './log.ts';

/** As the SDK's read buffer says it; it then closes the connection. */
const tooLong = /^ReadBuffer exceeded maximum size/;

/** Notes what is wrong with the client's messages, without their text: it may hold what was pasted by mistake. */
export function reportProtocolError(error: Error, log: Log): void {
  if (tooLong.test(error.message)) log('error', 'a request line is over 10 MiB; the connection ends.');
  else if ('code' in error && error.code === 'EPIPE') log('info', 'the client reads no more.');
  else log('warn', `protocol: ${describe(error)}`);
}

function describe(error: Error): string {
  if (error instanceof SyntaxError) return 'a line is not JSON';
  if (error.name === 'ZodError' || error.name === '$ZodError') return 'a line is not a JSON-RPC message';
  // What follows the first colon is the SDK's quotation of the message.
  return error.message.split(':', 1)[0]?.slice(0, 120) || error.name;
}
