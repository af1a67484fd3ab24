// Stands in for undici in the bundle: the dispatchers that are used, without fetch, WebSocket, caches and mocks,
// which undici's entry loads at once. The sources import undici by its name; see `alias` in build.mjs.
const Dispatcher = require('../../node_modules/undici/lib/dispatcher/dispatcher.js');

// undici's entry gives its dispatchers this method, and a proxy's tunnel is opened with it.
Dispatcher.prototype.connect = require('../../node_modules/undici/lib/api/api-connect.js');

exports.Agent = require('../../node_modules/undici/lib/dispatcher/agent.js');
exports.EnvHttpProxyAgent = require('../../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js');
exports.Client = require('../../node_modules/undici/lib/dispatcher/client.js');
exports.Pool = require('../../node_modules/undici/lib/dispatcher/pool.js');
