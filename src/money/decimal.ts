/** An exact number: `units` divided by ten to the power of `decimals`. */
export interface Decimal {
  readonly units: bigint;
  readonly decimals: number;
}

export const zero: Decimal = { units: 0n, decimals: 0 };

/** The exact value of a decimal text, or of a number by its shortest text. @throws RangeError for anything else. */
export function toDecimal(value: string | number): Decimal {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d{1,3}))?$/.exec(String(value));
  if (!match) throw new RangeError('This is not a decimal number of 0 or more.');
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const decimals = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return decimals < 0 ? { units: units * tenTo(-decimals), decimals: 0 } : { units, decimals };
}

export function add(a: Decimal, b: Decimal): Decimal {
  const decimals = Math.max(a.decimals, b.decimals);
  return { units: unitsAt(a, decimals) + unitsAt(b, decimals), decimals };
}

export function sum(values: readonly Decimal[]): Decimal {
  return values.reduce(add, zero);
}

export function subtract(a: Decimal, b: Decimal): Decimal {
  return add(a, { ...b, units: -b.units });
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return { units: a.units * b.units, decimals: a.decimals + b.decimals };
}

export function isGreater(a: Decimal, b: Decimal): boolean {
  return subtract(a, b).units > 0n;
}

export function max(a: Decimal, b: Decimal): Decimal {
  return isGreater(b, a) ? b : a;
}

/** The next whole cent at or above a value of 0 or more. */
export function roundUpToCent(value: Decimal): Decimal {
  if (value.decimals <= 2) return value;
  const perCent = tenTo(value.decimals - 2);
  return { units: (value.units + perCent - 1n) / perCent, decimals: 2 };
}

/** `12.5` as `12.50`: two decimals, and more only where they are not 0. */
export function renderDecimal({ units, decimals }: Decimal): string {
  const digits = String(units < 0n ? -units : units).padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  const fraction = digits.slice(point).replace(/0+$/, '').padEnd(2, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, point)}.${fraction}`;
}

function unitsAt(value: Decimal, decimals: number): bigint {
  return value.units * tenTo(decimals - value.decimals);
}

function tenTo(power: number): bigint {
  return 10n ** BigInt(power);
}
