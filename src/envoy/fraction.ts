import { FractionalPercent_DenominatorType } from '#gen/envoy/type/v3/percent_pb.js';

/** fraction words a share in percent, to four places, for where Envoy takes no number. */
export function fraction(percent: number) {
  const denominator = FractionalPercent_DenominatorType.MILLION;
  return { numerator: Math.round(percent * 10_000), denominator };
}
