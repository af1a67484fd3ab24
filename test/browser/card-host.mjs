// Runs in the page: a host of MCP Apps as small as one can be, with the bridge that hosts use.
import { AppBridge, PostMessageTransport } from '@modelcontextprotocol/ext-apps/app-bridge';

/** What a host has to enforce for a page that declares no domains. */
const policy =
  "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; media-src 'self' data:; connect-src 'none'";

/** Shows a card in a frame, and tells it of a call with that result; `calls` is what the card asks of the host. */
globalThis.showCard = async ({ html, capabilities, hostContext, refusesLinks = false }) => {
  const frame = document.createElement('iframe');
  frame.sandbox = 'allow-scripts';
  frame.style = 'display: block; width: 100%; height: 0; border: 0';
  document.body.style.margin = 0;
  document.body.replaceChildren(frame);

  const calls = [];
  addEventListener('message', ({ source, data }) => {
    if (source === frame.contentWindow && data.method) calls.push(data.method);
  });
  const bridge = new AppBridge(null, { name: 'host', version: '1' }, capabilities, { hostContext });
  const opened = [];
  bridge.onopenlink = async ({ url }) => {
    opened.push(url);
    return refusesLinks ? { isError: true } : {};
  };
  bridge.onsizechange = ({ height }) => {
    frame.style.height = `${height}px`;
  };
  const initialized = new Promise(resolve => {
    bridge.oninitialized = resolve;
  });
  await bridge.connect(new PostMessageTransport(frame.contentWindow, frame.contentWindow));
  frame.srcdoc = html.replace(
    '<meta',
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta`,
  );
  await initialized;
  globalThis.host = { bridge, calls, opened };
};
