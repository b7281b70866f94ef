import { type Clock, systemClock } from '#graph';
import type { AnswerTo, Want } from '#model';
import type { Discovery, OnKnown } from './discovery.ts';
import { type Names, type NamesOptions, openNames } from './dns/names.ts';
import { type Lookup, RepeatedLookups } from './repeated-lookups.ts';

/** LookupOptions are the options of a discovery that looks up names. */
export interface LookupOptions<W extends Want> extends NamesOptions {
  readonly onKnown: OnKnown<W>;
  readonly clock?: Clock;
}

/** Looking is how to look up one want, with the hosts file and DNS, until `stopped`. */
export interface Looking<W extends Want> {
  lookUp(want: W, last: AnswerTo<W> | undefined, by: LookedUpBy): Promise<Lookup<W>>;
  /** See RepeatedLookupsOptions. */
  atHand?(want: W, names: Names): Lookup<W> | undefined;
}

export interface LookedUpBy {
  readonly names: Names;
  readonly stopped: AbortSignal;
}

/** lookUpRepeatedly makes a discovery from a way to look up a want once. It notices changes of the hosts file. */
export function lookUpRepeatedly<W extends Want>(
  { onKnown, clock = systemClock, ...options }: LookupOptions<W>,
  { lookUp, atHand }: Looking<W>,
): Discovery<W> {
  const names = openNames(options, () => lookups.askForAll());
  const lookups = new RepeatedLookups<W>({
    onKnown,
    clock,
    lookUp: (want, last, stopped) => lookUp(want, last, { names, stopped }),
    ...(atHand === undefined ? {} : { atHand: want => atHand(want, names) }),
  });
  return {
    want: (want, remembered) => lookups.want(want, remembered),
    unwant: want => lookups.unwant(want),
    stop: () => {
      lookups.stop();
      names.close();
    },
  };
}
