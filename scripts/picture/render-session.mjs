const fontSize = 13;
const characterWidth = 0.602 * fontSize;
const lineHeight = 18;
const margin = 20;
const barHeight = 30;

/** The middle of the story that the demo tells: an order, a payment, a repeated call, a server. */
const scenes = /^\d+\. The order: [\s\S]*?(?=^\d+\. The order is cancelled)/m;

/** A terminal in which the demo ran, as an SVG. What differs from run to run is made the same, so that the picture is too. */
export function renderSession(demoOutput) {
  const lines = ['$ npm run demo', '…', '', ...selectLines(steady(demoOutput))];
  const width = Math.ceil(2 * margin + characterWidth * Math.max(...lines.map(line => line.length)));
  const height = barHeight + margin + lineHeight * lines.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    '<title>The demo in a terminal: an agent orders a server, a person confirms and pays</title>',
    '<style>',
    `text { font: ${fontSize}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre; fill: #c9d1d9 }`,
    '.title { fill: #ffffff; font-weight: bold } .aside { fill: #8b949e } .good { fill: #3fb950 } .waiting { fill: #d29922 }',
    '</style>',
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...['#ff5f57', '#febc2e', '#28c840'].map(
      (color, index) => `<circle cx="${margin + 20 * index}" cy="18" r="6" fill="${color}"/>`,
    ),
    ...lines.flatMap((line, index) =>
      line === '' ? [] : [renderLine(line, barHeight + lineHeight * (index + 1))],
    ),
    '</svg>',
    '',
  ].join('\n');
}

/** Without ports, names of runs and the time that was waited. */
function steady(text) {
  return text
    .replace(/^(.*\n)\1+/gm, '$1')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:40400')
    .replace(/\/run-[0-9a-f]+\//g, '/run-7f3a/')
    .replace(/Ready after [\d.]+ seconds/, 'Ready after 3 seconds');
}

function selectLines(text) {
  const [told] = scenes.exec(text) ?? [];
  if (told === undefined) throw new Error('The demo tells another story.');
  return told.trim().split('\n');
}

function renderLine(line, y) {
  const [, before = '', outcome = '', after = ''] = /^(.* → )(\w+)(.*)$/.exec(line) ?? [];
  const isCall = outcome !== '';
  const kind = outcome === 'payment_required' ? 'waiting' : 'good';
  const content = isCall
    ? `${escapeXml(before)}<tspan class="${kind}">${outcome}</tspan>${escapeXml(after)}`
    : escapeXml(line);
  return `<text x="${margin}" y="${y}"${classOf(line)}>${content}</text>`;
}

function classOf(line) {
  if (/^\d+\. |^\$ /.test(line)) return ' class="title"';
  return /^ +│|^…/.test(line) ? ' class="aside"' : '';
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
