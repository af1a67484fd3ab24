// The floor of any Node stdio server: answers two hard-coded lines.
const initialized =
  '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"echo","version":"1"}}}\n';
const listed = '{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}\n';
let rest = '';
process.stdin.on('data', chunk => {
  rest += chunk;
  for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n')) {
    const line = rest.slice(0, end);
    rest = rest.slice(end + 1);
    if (line.includes('"initialize"')) process.stdout.write(initialized);
    else if (line.includes('"tools/list"')) process.stdout.write(listed);
  }
});
