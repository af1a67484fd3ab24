/** Faults that neither refuse an order nor cost seconds of processor time, with those that stall being rare. */
const common = [
  ...['reset-before', 'reset-after', 'cut-off', 'html', 'empty', 'not-json', 'bad-utf8', 'deep', 'redirect'],
  ...[
    'echo-credentials',
    'control-characters',
    'instructions-in-names',
    'wrong-types',
    'status-500',
    'status-503-after',
  ],
  ...['status-409', 'json-status-500-after'],
];
const rare = ['hang', 'hang-before', 'slow', 'drip', 'huge', 'gzip-bomb', 'wide', 'escape-flood'];

/** For reads and cancellations; an order that is refused in so many words may be sent again, and would blur the count. */
const refusing = ['rate-limited', 'status-400', 'status-403', 'status-404', 'json-status-404'];

const actions = ['order_create', 'order_status', 'order_list', 'order_cancel', 'server_list'];

const changeEveryMs = 100;

/** Switches a fault on for one of the actions every now and then, for a few requests. */
export function startFaults(sandbox, toFault) {
  const counts = new Map();
  sandbox.hooks.beforeAnswer = ({ fault }) => {
    if (fault !== undefined) counts.set(fault, (counts.get(fault) ?? 0) + 1);
  };
  const timer = setInterval(() => {
    const action = pick(actions);
    const names = Math.random() < 0.06 ? rare : action === 'order_create' ? common : [...common, ...refusing];
    sandbox.setFault(action, toFault(pick(names), { times: 1 + Math.floor(Math.random() * 3) }));
  }, changeEveryMs);
  return {
    counts: () => counts,
    stop: () => {
      clearInterval(timer);
      for (const action of actions) sandbox.setFault(action, undefined);
    },
  };
}

export function pick(list) {
  return list[Math.floor(Math.random() * list.length)];
}
