import type { LookedAt } from './find-called.ts';

/** Milliseconds. Reports come every half minute: a proxy two of whose reports are missing counts as silent. */
const late = 90_000;

/**
 * unknownOfDataplane says in sentences what cannot be known about a sidecar's calls; `now` is in milliseconds since the epoch.
 */
export function unknownOfDataplane(
  { called, from }: LookedAt,
  calls: number,
  now: number,
): readonly string[] {
  if (called === undefined)
    return [
      'its proxy has told nothing yet: one tells every half minute, if its bootstrap has load_stats_config (those of fairlead up, proxy and kuma-dp have it)',
    ];
  const { since, until, watched } = called;
  const away = until - since - watched;
  return [
    ...(from > Number.NEGATIVE_INFINITY && from < since
      ? [`what it called before ${new Date(since).toISOString()} is not known`]
      : []),
    ...(away > late
      ? [`what it called in ${minutes(away)} in which its proxy did not tell is not known`]
      : []),
    ...(now - until > late ? [`its proxy has told nothing since ${new Date(until).toISOString()}`] : []),
    ...(calls === 0 ? ['it called nothing that it reaches: so it is advised to reach nothing'] : []),
  ];
}

function minutes(span: number): string {
  const whole = Math.round(span / 60_000);
  return whole === 1 ? 'a minute' : `${whole} minutes`;
}
