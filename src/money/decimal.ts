/** An exact amount or quantity, in whole trillionths: the product of two numbers with six decimals each is one, too. */
export type Decimal = bigint;

const decimals = 12;
const one = 10n ** 12n;
const cent = one / 100n;

/**
 * The value of a decimal text, or of a number by its shortest text; what is finer than a trillionth is rounded up.
 * @throws RangeError for anything else.
 */
export function toDecimal(value: string | number): Decimal {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d{1,3}))?$/.exec(String(value));
  if (!match) throw new RangeError('This is not a decimal number of 0 or more.');
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const zeros = decimals - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  return zeros < 0 ? divideUp(digits, 10n ** BigInt(-zeros)) : digits * 10n ** BigInt(zeros);
}

export function multiply(a: Decimal, b: Decimal): Decimal {
  return divideUp(a * b, one);
}

/** The next whole cent at or above a value of 0 or more. */
export function roundUpToCent(value: Decimal): Decimal {
  return divideUp(value, cent) * cent;
}

function divideUp(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

/** `12.5` as `12.50`: two decimals, and more only where they are not 0. */
export function renderDecimal(value: Decimal): string {
  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, '0');
  const fraction = digits.slice(-decimals).replace(/0+$/, '').padEnd(2, '0');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -decimals)}.${fraction}`;
}
