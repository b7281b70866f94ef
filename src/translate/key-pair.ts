import type { Collection, Tracker } from '#graph';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { SecretObjectReference } from '#resources';
import type { CertificateState } from './gateways/certificate.ts';
import type { ReferenceGrants, Referrer } from './reference-grants.ts';

/** KeyPairContext is where key pairs are looked up. */
export interface KeyPairContext {
  readonly certificates: Collection<CertificateState>;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
}

/** ResolvedKeyPair is the key of the Secret that holds a key pair: the pair itself travels as a secret of its own (SDS). */
export type ResolvedKeyPair =
  | { readonly key: ResourceKey; readonly problem?: never }
  | { readonly key?: never; readonly problem: KeyPairProblem };

/** KeyPairProblem says why a reference leads to no key pair; `grant`: no ReferenceGrant permits it. */
export interface KeyPairProblem {
  readonly kind: 'grant' | 'invalid';
  readonly message: string;
}

/** resolveKeyPair finds the key pair that a reference names; `what` is the reference in words. */
export function resolveKeyPair(
  what: string,
  { group, kind, name, namespace: written }: SecretObjectReference,
  from: Referrer,
  { certificates, grants, track }: KeyPairContext,
): ResolvedKeyPair {
  const namespace = written ?? from.namespace;
  const shown = `${kind} ${namespace}/${name}`;
  const invalid = (message: string) => ({ problem: { kind: 'invalid', message } }) as const;
  if (group !== '' || kind !== 'Secret') {
    return invalid(`${shown} cannot hold a certificate; only a Secret can`);
  }
  const target = { group, kind, namespace, name };
  if (!grants.permits(track, from, target)) {
    const message = `${what} to ${shown} not permitted by any ReferenceGrant`;
    return { problem: { kind: 'grant', message } };
  }
  const key = resourceKey({ ...target, zone: localZone });
  const state = track.fetch(certificates, key);
  if (state === undefined) return invalid(`${shown} with a certificate ${grants.absence(track, target)}`);
  return state.kind === 'unusable' ? invalid(`${shown} ${state.message}`) : { key };
}
