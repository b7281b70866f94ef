import type { Tracker } from '#graph';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { Secret, SecretObjectReference } from '#resources';
import type { Authorities } from './authorities.ts';
import type { ReferenceGrants } from './reference-grants.ts';

/** SecretProblem says why a reference leads to no Secret. */
export interface SecretProblem {
  readonly reason: 'Invalid' | 'RefNotPermitted';
  readonly message: string;
  readonly path: string;
}

/** SecretContext is where Secrets are found. */
export interface SecretContext {
  readonly authorities: Pick<Authorities, 'secrets'>;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
}

/** Found is a Secret that may be referred to. */
type Found = { readonly secret: Secret } | { readonly problem: SecretProblem };

/** secretOf looks up a Secret that an object names at `path`. */
export function secretOf(
  { group, kind, name, namespace: written }: SecretObjectReference,
  path: string,
  { ref: referrer }: { readonly ref: ResourceRef },
  { authorities, grants, track }: SecretContext,
): Found {
  const namespace = written ?? referrer.namespace;
  const shown = `${kind} ${namespace}/${name}`;
  const broken = (reason: SecretProblem['reason'], message: string) => ({
    problem: { reason, message, path },
  });
  if (group !== '' || kind !== 'Secret') return broken('Invalid', `names ${shown}, which is not a Secret`);
  if (!grants.permits(track, referrer, { group, kind, namespace, name })) {
    return broken('RefNotPermitted', `names ${shown}, which no ReferenceGrant permits`);
  }
  const target = { group, kind, namespace, name };
  const secret = track.fetch(authorities.secrets, resourceKey({ ...target, zone: localZone }));
  if (secret === undefined)
    return broken('Invalid', `names ${shown}, which ${grants.absence(track, target)}`);
  return { secret };
}
