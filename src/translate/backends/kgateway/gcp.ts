import type { Gcp } from '#resources';
import { googleMetadata } from '../google-metadata.ts';
import { wantsOf } from '../resolved-names.ts';
import { type DestinationKind, refused } from './destination-kind.ts';
import { builtHosted, hostedEndpoint } from './hosted-service.ts';

/**
 * A service that Google runs, at its own host; each proxy gets the tokens that it sends from the metadata server of its
 * machine.
 */
export const gcp: DestinationKind<Gcp> = {
  build: ({ ref, destination: { host, audience } }, context, track) => {
    const from = googleMetadata(context.policy);
    if ('problem' in from) return refused('Invalid', `has no tokens: ${from.problem}`, 'spec.gcp');
    return builtHosted(ref, host, { proof: { kind: 'google-token', audience, from } }, context, track);
  },
  wants: ({ ref, destination: { host } }, context, track) =>
    wantsOf(hostedEndpoint(ref, host), context, track),
};
