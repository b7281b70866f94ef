import { gunzipSync, gzipSync } from 'node:zlib';
import { hashBytes } from '#lib/stable-hash.ts';
import type { WrittenObject } from '#sources/kubernetes';
import { labelValue } from '../gateways/names.ts';
import { type LeaseName, leaseVersion } from '../leases/lease.ts';

/** ReplicaLease is a Lease by which a replica says that it lives, and what others are to know. */
export interface ReplicaLease {
  readonly name: string;
  /** Changes whenever it is renewed. */
  readonly renewed: string;
  readonly version: string | undefined;
  /** As it was packed. */
  readonly word: string;
}

/** Where the word stands: gzip, then base64. */
const wordAnnotation = 'fairlead.dev/proxies';
/** All annotations of an object may be of 256 KiB. */
export const longestWord = 240 * 1024;
/** What no replica ever says (bytes). */
const longestUnpacked = 32 * 1024 ** 2;

/** replicasOf is the label of the Leases of those that stand for a Lease. */
export function replicasOf({ name }: LeaseName): Readonly<Record<string, string>> {
  return { 'fairlead.dev/replica-of': labelValue(name) };
}

/** replicaLeaseName is the Lease of one of them. */
export function replicaLeaseName({ name }: LeaseName, identity: string): string {
  return `${name.slice(0, 200)}-${hashBytes(identity)}`;
}

/** packWord makes of a text what stands in a Lease. Where that is longer than `longestWord`, no Lease holds it. */
export function packWord(text: string): string {
  return gzipSync(text).toString('base64');
}

/** unpackWord reads it; it throws where it is none. */
export function unpackWord(word: string): string {
  return gunzipSync(Buffer.from(word, 'base64'), { maxOutputLength: longestUnpacked }).toString();
}

/** ReplicaLeaseContents is what a replica writes. Times are RFC 3339. */
export interface ReplicaLeaseContents {
  readonly identity: string;
  readonly word: string;
  /** s: so long it is renewed at the latest. */
  readonly duration: number;
  readonly time: string;
  /** The uid of the Lease that all stand for: when that one goes, so do theirs. */
  readonly owner: string | undefined;
}

/** replicaLease is the object, whole. */
export function replicaLease(
  lease: LeaseName,
  { identity, word, duration, time, owner }: ReplicaLeaseContents,
): object {
  const { namespace, name } = lease;
  return {
    apiVersion: leaseVersion,
    kind: 'Lease',
    metadata: {
      name: replicaLeaseName(lease, identity),
      namespace,
      labels: { 'app.kubernetes.io/part-of': 'fairlead', ...replicasOf(lease) },
      annotations: { [wordAnnotation]: word },
      ...(owner === undefined
        ? {}
        : { ownerReferences: [{ apiVersion: leaseVersion, kind: 'Lease', name, uid: owner }] }),
    },
    spec: { holderIdentity: identity, leaseDurationSeconds: duration, renewTime: time },
  };
}

/** readReplicaLease reads one that somebody wrote. */
export function readReplicaLease({ metadata, spec }: WrittenObject): ReplicaLease {
  const { renewTime } = (spec ?? {}) as { readonly renewTime?: unknown };
  return {
    name: metadata.name,
    renewed: String(renewTime),
    version: metadata.resourceVersion,
    word: metadata.annotations?.[wordAnnotation] ?? '',
  };
}
