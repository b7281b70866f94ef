/** now is CLOCK_MONOTONIC in milliseconds: the clock that the Go client uses too, so that their times can be subtracted. */
export function now(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
