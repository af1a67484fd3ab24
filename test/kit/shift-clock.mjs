// Loaded with --import before the server: a machine whose clock is off by so many milliseconds.
const offMs = Number(process.env.CLOCK_OFF_MS ?? 0);
const SystemDate = Date;

globalThis.Date = class extends SystemDate {
  constructor(...given) {
    super(...(given.length === 0 ? [SystemDate.now() + offMs] : given));
  }

  static now() {
    return SystemDate.now() + offMs;
  }
};
