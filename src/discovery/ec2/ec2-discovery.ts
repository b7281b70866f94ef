import { type Clock, systemClock } from '#graph';
import type { Ec2Want } from '#model';
import type { Discovery, OnKnown } from '../discovery.ts';
import { RepeatedLookups } from '../repeated-lookups.ts';
import { lookUpInstances } from './look-up-instances.ts';

export interface Ec2DiscoveryOptions {
  readonly onKnown: OnKnown<Ec2Want>;
  readonly clock?: Clock;
  /** ms after which a silent AWS is given up. */
  readonly timeout?: number;
}

/**
 * createEc2Discovery asks AWS every half minute which instances run, once for all wants with the same keys. AWS's library
 * chooses the endpoint, or its variables do (`AWS_ENDPOINT_URL_EC2`).
 */
export function createEc2Discovery({
  onKnown,
  clock = systemClock,
  timeout = 30_000,
}: Ec2DiscoveryOptions): Discovery<Ec2Want> {
  return new RepeatedLookups<Ec2Want>({
    onKnown,
    clock,
    lookUp: (want, _last, stopped) => lookUpInstances(want, { timeout, stopped }),
  });
}
