const clientInfo = { name: 'test', version: '1' };

/** What a client of the 2026-07-28 revision puts into every request. */
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } },
};

const hello = { protocolVersion: '2025-11-25', capabilities: { elicitation: {} }, clientInfo };

/** Requests of every method, sound and broken in each way that a schema of the protocol would notice. */
const requests: readonly [method: string, params?: unknown][] = [
  ['ping'],
  ['tools/list'],
  ['tools/list', { cursor: 'x' }],
  ['tools/list', { cursor: 7 }],
  ['tools/call', { name: 'order_status', arguments: { order_id: 'x' } }],
  ['tools/call', { name: 'order_create', arguments: { items: [], nonsense: 1 } }],
  ['tools/call', { name: 'order_status', arguments: 'text' }],
  ['tools/call', { name: 'order_status', arguments: null }],
  ['tools/call', { name: 7, arguments: {} }],
  ['tools/call', { name: 'nonsense', arguments: {} }],
  ['tools/call', { arguments: {} }],
  ['tools/call', { name: 'order_list', _meta: { progressToken: 'p' } }],
  ['tools/call'],
  ['resources/list'],
  ['resources/list', { cursor: [] }],
  ['resources/templates/list'],
  ['resources/read', { uri: 'vps://orders/x' }],
  ['resources/read', { uri: 'nonsense' }],
  ['resources/read', { uri: 7 }],
  ['resources/subscribe', { uri: 'vps://servers' }],
  ['prompts/list'],
  ['prompts/get', { name: 'order_vps' }],
  ['prompts/get', { name: 'order_vps', arguments: { purpose: 'a web server', nonsense: '1' } }],
  ['prompts/get', { name: 'order_vps', arguments: { purpose: 7 } }],
  ['prompts/get', { name: 'nonsense' }],
  ['completion/complete', { argument: {} }],
  ['logging/setLevel', { level: 'debug' }],
  ['logging/setLevel', { level: 'nonsense' }],
  ['server/discover'],
  ['tasks/get', { taskId: 'x' }],
  ['elicitation/create', { message: 'x', requestedSchema: {} }],
  ['nonsense', { a: 1 }],
];

const notifications: readonly object[] = [
  { method: 'notifications/cancelled', params: { requestId: 'unknown' } },
  { method: 'notifications/cancelled', params: { requestId: {} } },
  { method: 'notifications/nonsense' },
  { method: 'notifications/progress', params: { progress: 'x' } },
];

function toMessages(meta?: object): object[] {
  return requests.map(([method, params], index) => ({
    id: `${method} ${index}`,
    method,
    ...(meta === undefined
      ? params !== undefined && { params }
      : { params: { ...(typeof params === 'object' ? params : {}), _meta: meta } }),
  }));
}

/** Whole sessions of messages, by what they are. */
export const sessions: Readonly<Record<string, readonly object[]>> = {
  'an older client': [
    { id: 'hello', method: 'initialize', params: hello },
    { method: 'notifications/initialized' },
    ...toMessages(),
    ...notifications,
    { id: 'again', method: 'initialize', params: hello },
  ],
  'a client of 2026-07-28': [...toMessages(envelope), ...notifications],
  'a client of 2026-07-28 with half an envelope': toMessages({
    'io.modelcontextprotocol/protocolVersion': '2026-07-28',
    'io.modelcontextprotocol/clientCapabilities': 7,
  }),
  'a client of an unknown revision': toMessages({
    ...envelope,
    'io.modelcontextprotocol/protocolVersion': '2031-01-01',
  }),
  'a client that asks for an unknown revision': [
    { id: 'hello', method: 'initialize', params: { ...hello, protocolVersion: '1999-01-01' } },
    { id: 'list', method: 'tools/list' },
  ],
  'a client without a name': [
    { id: 'hello', method: 'initialize', params: { ...hello, clientInfo: {} } },
    { id: 'list', method: 'tools/list' },
  ],
  'a client that does not shake hands': [{ id: 'list', method: 'tools/list' }],
};
