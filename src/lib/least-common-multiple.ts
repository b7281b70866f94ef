import { greatestCommonDivisor } from './greatest-common-divisor.ts';

/** leastCommonMultiple is the least whole number that both divide. */
export function leastCommonMultiple(a: number, b: number): number {
  return (a / greatestCommonDivisor(a, b)) * b;
}
