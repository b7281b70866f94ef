import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { GcpAuthnFilterConfigSchema } from '#gen/envoy/extensions/filters/http/gcp_authn/v3/gcp_authn_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { type HttpRule, tokensFrom } from '#model';
import { googleTokens as filter } from '../hosted-call.ts';
import { clusterName } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

/** ms. */
const longestWait = protobufDuration(10_000);
/** Tokens: one a service. Envoy asks again a minute before one runs out. */
const cacheSize = 100n;

/**
 * googleTokens adds a token to requests to Google's services, a token for each service; the rule's other requests carry none. The
 * operator says who makes the tokens, so there is a single instance.
 */
export function googleTokens({ action }: HttpRule): readonly FilterNeed[] {
  if (action.kind !== 'forward') return [];
  const [from] = action.forwarding.destinations.flatMap(d => (d.kind === 'backend' ? tokensFrom(d.use) : []));
  if (from === undefined) return [];
  const settings = create(GcpAuthnFilterConfigSchema, {
    cluster: clusterName(from),
    timeout: longestWait,
    cacheConfig: { cacheSize },
  });
  return [
    {
      instance: filter,
      settings: anyPack(GcpAuthnFilterConfigSchema, settings),
      clusters: [clusterName(from)],
      perRoute: switchedOn,
    },
  ];
}
