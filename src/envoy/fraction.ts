import { FractionalPercent_DenominatorType } from '#gen/envoy/type/v3/percent_pb.js';

/** fraction is a percentage, to four decimal places, as a FractionalPercent: for where Envoy takes no number. */
export function fraction(percent: number) {
  const denominator = FractionalPercent_DenominatorType.MILLION;
  return { numerator: Math.round(percent * 10_000), denominator };
}
