// Stands in for undici in the bundle: the dispatchers that are used, without fetch, WebSocket, caches and mocks,
// which undici's entry loads at once. The sources import undici by its name; see `alias` in build.mjs.
exports.Agent = require('../../node_modules/undici/lib/dispatcher/agent.js');
exports.EnvHttpProxyAgent = require('../../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js');
exports.Client = require('../../node_modules/undici/lib/dispatcher/client.js');
exports.Pool = require('../../node_modules/undici/lib/dispatcher/pool.js');
