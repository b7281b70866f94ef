import { Type } from 'typebox';
import { duration } from '../../gateway-api/duration.ts';
import { ruled } from '../../schema/annotate.ts';

const longest = 24 * 3_600_000;
const atMostADay = ruled(duration, (ms, report) => {
  if (ms > longest) report('must be at most 24h');
});

/** shutdown says how a proxy ends. */
export const shutdown = Type.Object({
  drainTimeout: Type.Optional(atMostADay),
  minDrainDuration: Type.Optional(atMostADay),
});
