import { X509Certificate } from 'node:crypto';
import type { Collection, Tracker } from '#graph';
import { certificatesIn } from '#lib/pem.ts';
import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { ClusterTrustBundle, ConfigMap, Secret } from '#resources';
import type { Inputs } from './inputs.ts';
import type { ReferenceGrants, Referrer } from './reference-grants.ts';

/** Authorities is where certificates to trust are found. */
export interface Authorities {
  readonly configMaps: Collection<ConfigMap>;
  readonly secrets: Collection<Secret>;
  readonly bundles: Collection<ClusterTrustBundle>;
}

/** authoritiesIn gives those that users wrote. */
export function authoritiesIn(inputs: Inputs): Authorities {
  return {
    configMaps: inputs.of('kubernetes/ConfigMap'),
    secrets: inputs.of('kubernetes/Secret'),
    bundles: inputs.of('kubernetes/ClusterTrustBundle'),
  };
}

/** AuthorityRef names an object that holds certificates, its namespace filled in. */
interface AuthorityRef {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** holdsAuthorities tells the kinds of object that can hold such certificates. */
function holdsAuthorities({ group, kind }: Pick<AuthorityRef, 'group' | 'kind'>): boolean {
  return isBundle({ group, kind }) || (group === '' && (kind === 'ConfigMap' || kind === 'Secret'));
}

/** isBundle: a ClusterTrustBundle has no namespace, so all may refer to it. */
function isBundle({ group, kind }: Pick<AuthorityRef, 'group' | 'kind'>): boolean {
  return kind === bundleKind && (group === '' || group === bundleGroup);
}

const bundleKind = 'ClusterTrustBundle';
const bundleGroup = 'certificates.k8s.io';

/** authorityKey is the ResourceKey of such an object. */
export function authorityKey(ref: AuthorityRef): ResourceKey {
  const { kind, name } = ref;
  if (!isBundle(ref)) return resourceKey({ ...ref, zone: localZone });
  return resourceKey({ group: bundleGroup, kind, zone: localZone, namespace: '', name });
}

/** WrittenAuthorityRef names such an object; no namespace means the referrer's own. */
export type WrittenAuthorityRef = Omit<AuthorityRef, 'namespace'> & Partial<Pick<AuthorityRef, 'namespace'>>;

/** AuthorityContext is where such references are looked up. */
export interface AuthorityContext {
  readonly authorities: Authorities;
  readonly grants: ReferenceGrants;
  readonly track: Tracker;
}

/**
 * AuthorityProblem says why a reference gives no certificates: objects of that kind cannot hold any (`kind`), no
 * ReferenceGrant permits it (`grant`), or there are none (`missing`). Each referrer has reasons of its own for these.
 */
export interface AuthorityProblem {
  readonly kind: 'kind' | 'grant' | 'missing';
  readonly message: string;
}

/** unresolvedAuthority are the reasons of such a reference (BackendTLSPolicy of the Gateway API). */
export const unresolvedAuthority: Readonly<Record<AuthorityProblem['kind'], string>> = {
  kind: 'InvalidKind',
  grant: 'RefNotPermitted',
  missing: 'InvalidCACertificateRef',
};

/**
 * How certificates are looked for: `called` is the word for them in messages, and `isUnderCaAlone` allows no key but
 * `ca.crt`.
 */
interface Sought {
  readonly called?: 'certificates' | 'authorities';
  readonly isUnderCaAlone?: boolean;
}

/** resolveAuthority gives the certificates (PEM) that a reference names. */
export function resolveAuthority(
  { group, kind, name, namespace }: WrittenAuthorityRef,
  referrer: Referrer,
  { authorities, grants, track }: AuthorityContext,
  { called = 'certificates', isUnderCaAlone = false }: Sought = {},
): { readonly pem: string } | AuthorityProblem {
  const target = { group, kind, namespace: namespace ?? referrer.namespace, name };
  const shown = `${kind} ${target.namespace}/${name}`;
  if (!holdsAuthorities(target)) {
    const message = `${shown} cannot hold ${called}; a ConfigMap, a Secret or a ClusterTrustBundle can`;
    return { kind: 'kind', message };
  }
  if (!isBundle(target) && !grants.permits(track, referrer, target)) {
    return { kind: 'grant', message: `CA certificate ref to ${shown} not permitted by any ReferenceGrant` };
  }
  const pem = authorityOf(kind, authorityKey(target), authorities, track, isUnderCaAlone ? own : chosen);
  if (pem !== undefined) return { pem: pem.trim() };
  const wanted = isUnderCaAlone
    ? 'with a certificate under ca.crt'
    : 'with a certificate under ca.crt or tls.crt, or under its only key,';
  return { kind: 'missing', message: `${shown} ${wanted} ${grants.absence(track, target)}` };
}

/** togetherAsPem puts the certificates of several references into one text. */
export function togetherAsPem(pems: readonly string[]): string {
  return `${pems.join('\n')}\n`;
}

function authorityOf(
  kind: string,
  key: ResourceKey,
  from: Authorities,
  track: Tracker,
  choose: <T>(data?: Readonly<Record<string, T>>) => T | undefined,
): string | undefined {
  switch (kind) {
    case 'ConfigMap':
      return certificates(choose(track.fetch(from.configMaps, key)?.spec.data));
    case 'Secret': {
      const bytes = choose(track.fetch(from.secrets, key)?.spec.data);
      return certificates(bytes === undefined ? undefined : Buffer.from(bytes).toString());
    }
    case bundleKind:
      return certificates(track.fetch(from.bundles, key)?.spec.trustBundle);
    default:
      return undefined;
  }
}

function own<T>(data: Readonly<Record<string, T>> = {}): T | undefined {
  return data['ca.crt'];
}

/** The value under `ca.crt`, else under `tls.crt`, else under the only key there is. */
function chosen<T>(data: Readonly<Record<string, T>> = {}): T | undefined {
  const values = Object.values(data);
  return data['ca.crt'] ?? data['tls.crt'] ?? (values.length === 1 ? values[0] : undefined);
}

/** Envoy refuses a whole listener or cluster for one block that is not a certificate. */
function certificates(text = ''): string | undefined {
  const blocks = certificatesIn(text);
  return blocks.length > 0 && blocks.every(isCertificate) ? text : undefined;
}

function isCertificate(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}
