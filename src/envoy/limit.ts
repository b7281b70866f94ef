import { protobufDuration } from '#lib/duration.ts';

// A limit of 0 is none, whatever Envoy makes of it: it takes a zero for none in some places, for at once in others, and
// refuses it elsewhere.

/** ms. Ten years. */
const longest = 315_360_000_000;

/** limit words a limit that Envoy requires; `most` (ms) is the longest that it can be told there. */
export function limit(milliseconds: number, most = longest) {
  return protobufDuration(milliseconds === 0 ? most : milliseconds);
}

/** limitIfAny words a limit under its name where there is one: for fields that, left out, mean no limit to Envoy. */
export function limitIfAny<N extends string>(name: N, milliseconds: number | undefined) {
  if (milliseconds === undefined || milliseconds === 0) return {};
  return { [name]: protobufDuration(milliseconds) } as Record<N, ReturnType<typeof protobufDuration>>;
}
