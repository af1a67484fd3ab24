export function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Median of the ratios of two variants that were measured in the same rounds. */
export function medianRatio(own, base) {
  return median(own.map((value, round) => value / base[round]));
}

/**
 * Measures every variant once a round, in turn, so that the machine's moods meet them all alike; the first round warms up.
 * Answers the results of each variant, by its name.
 */
export async function interleave({ variants, rounds, measure }) {
  const results = Object.fromEntries(Object.keys(variants).map(name => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, variant] of Object.entries(variants)) {
      const result = await measure(variant);
      if (round >= 0) results[name].push(result);
    }
  }
  return results;
}
