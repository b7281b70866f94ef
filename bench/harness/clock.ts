/** now is CLOCK_MONOTONIC in milliseconds. The Go client uses the same clock, so times of both can be compared. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
