import { AudienceSchema } from '#gen/envoy/extensions/filters/http/gcp_authn/v3/gcp_authn_pb.js';
import type { BackendUse, HostedService } from '#model';
import { pack } from './encode.ts';

/** googleTokens is the name of Envoy's filter that has tokens made. It finds whom they are for in the cluster that a request goes to. */
export const googleTokens = 'envoy.filters.http.gcp_authn';

/** hostedMetadata is what filters of listeners are to know of a cluster. */
export function hostedMetadata({ proof }: HostedService) {
  if (proof?.kind !== 'google-token') return {};
  return {
    metadata: { typedFilterMetadata: { [googleTokens]: pack(AudienceSchema, { url: proof.audience }) } },
  };
}

/** showsToken tells whether what goes to a backend so used shows a token that is for nobody else. */
export function showsToken({ hosted }: BackendUse): boolean {
  return hosted?.proof?.kind === 'google-token';
}
