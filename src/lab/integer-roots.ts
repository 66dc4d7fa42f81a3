/** Roots of integers. */

/** The least r with r^degree ≥ n, by bisection. @param n - at least 1. */
export function ceilingRoot(n: bigint, degree: bigint): bigint {
  let low = 0n;
  let high = 1n;
  while (high ** degree < n) high <<= 1n;
  // Invariant: low^degree < n ≤ high^degree.
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree < n) low = middle;
    else high = middle;
  }
  return high;
}
