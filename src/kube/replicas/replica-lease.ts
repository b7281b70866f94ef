import { gunzipSync, gzipSync } from 'node:zlib';
import { hashBytes } from '#lib/stable-hash.ts';
import type { WrittenObject } from '#sources/kubernetes';
import { labelValue } from '../gateways/names.ts';
import { type LeaseName, leaseVersion } from '../leases/lease.ts';

/**
 * ReplicaLease is a Lease with which a replica says that it lives, and in which it publishes a text for the others, its
 * word.
 */
export interface ReplicaLease {
  readonly name: string;
  /** A value that changes with every renewal. */
  readonly renewed: string;
  readonly version: string | undefined;
  /** The word, still packed. */
  readonly word: string;
}

/** The annotation that holds the word: gzip, then base64. */
const wordAnnotation = 'fairlead.dev/proxies';
/** longestWord bounds a packed word: Kubernetes limits all annotations of an object together to 256 KiB. */
export const longestWord = 240 * 1024;
/** Bytes of an unpacked word; no replica ever says more. */
const longestUnpacked = 32 * 1024 ** 2;

/** replicasOf is the label on the Leases of all replicas that compete for one Lease. */
export function replicasOf({ name }: LeaseName): Readonly<Record<string, string>> {
  return { 'fairlead.dev/replica-of': labelValue(name) };
}

/** replicaLeaseName is the name of one replica's own Lease. */
export function replicaLeaseName({ name }: LeaseName, identity: string): string {
  return `${name.slice(0, 200)}-${hashBytes(identity)}`;
}

/** packWord packs a text into a word. If the result is longer than `longestWord`, it does not fit into a Lease. */
export function packWord(text: string): string {
  return gzipSync(text).toString('base64');
}

/** unpackWord unpacks a word; it throws where the text is none. */
export function unpackWord(word: string): string {
  return gunzipSync(Buffer.from(word, 'base64'), { maxOutputLength: longestUnpacked }).toString();
}

/** ReplicaLeaseContents is what a replica writes into its Lease. Times are RFC 3339. */
export interface ReplicaLeaseContents {
  readonly identity: string;
  readonly word: string;
  /** Seconds within which it will be renewed. */
  readonly duration: number;
  readonly time: string;
  /** The uid of the Lease that all replicas compete for: when that one goes, so do the replicas' own. */
  readonly owner: string | undefined;
}

/** replicaLease is the whole object of a replica's Lease. */
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

/** readReplicaLease reads a replica's Lease from the cluster. */
export function readReplicaLease({ metadata, spec }: WrittenObject): ReplicaLease {
  const { renewTime } = (spec ?? {}) as { readonly renewTime?: unknown };
  return {
    name: metadata.name,
    renewed: String(renewTime),
    version: metadata.resourceVersion,
    word: metadata.annotations?.[wordAnnotation] ?? '',
  };
}
