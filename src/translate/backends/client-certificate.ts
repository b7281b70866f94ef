import type { Tracker } from '#graph';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { EnvoyGatewayBackend } from '#resources';
import type { TlsContext, TlsProblem } from './tls-context.ts';

type Ref = NonNullable<NonNullable<EnvoyGatewayBackend['spec']['tls']>['clientCertificateRef']>;

/** clientCertificate finds the key pair that a Backend's endpoints are shown: it is named here, and travels as a secret. */
export function clientCertificate(
  { ref: from }: EnvoyGatewayBackend,
  { group, kind, name, namespace = from.namespace }: Ref,
  { certificates, grants }: TlsContext,
  track: Tracker,
): ResourceKey | TlsProblem {
  const path = 'spec.tls.clientCertificateRef';
  const shown = `${kind} ${namespace}/${name}`;
  if (group !== '' || kind !== 'Secret')
    return { message: `${shown} cannot hold a certificate; only a Secret can`, path };
  if (!grants.permits(track, from, { group, kind, namespace, name })) {
    return { message: `clientCertificateRef to ${shown} not permitted by any ReferenceGrant`, path };
  }
  const key = resourceKey({ group, kind, zone: localZone, namespace, name });
  const state = track.fetch(certificates, key);
  if (state === undefined) return { message: `${shown} with a certificate was not found`, path };
  return state.kind === 'unusable' ? { message: `${shown} ${state.message}`, path } : key;
}
