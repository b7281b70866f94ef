import { apiPath, type Cluster, isRefusal, readJson } from '#sources/kubernetes';

/** LeaseName is the namespace and name of a Lease (coordination.k8s.io/v1). */
export interface LeaseName {
  readonly namespace: string;
  readonly name: string;
}

/** LeaseSpec is the `spec` of a Lease, with the field names of the API; times are RFC 3339 with microseconds. */
export interface LeaseSpec {
  readonly holderIdentity?: string | undefined;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/** Lease is a Lease as it was read. */
export interface Lease {
  readonly metadata: { readonly resourceVersion?: string; readonly [field: string]: unknown };
  readonly spec: LeaseSpec;
}

/** leaseVersion is the apiVersion of Leases. */
export const leaseVersion = 'coordination.k8s.io/v1';
/** Timeout (ms) of an answer: shorter than a Lease is held without renewal. */
const patience = 3_000;

/** parseLeaseName reads `namespace/name`; undefined where it is none. */
export function parseLeaseName(text: string): LeaseName | undefined {
  const [, namespace, name] =
    /^([a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)\/([a-z0-9](?:[-.a-z0-9]{0,251}[a-z0-9])?)$/.exec(text) ?? [];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** readLease gives a Lease; undefined where there is none. */
export async function readLease(
  cluster: Cluster,
  name: LeaseName,
  signal?: AbortSignal,
): Promise<Lease | undefined> {
  try {
    const answer = await cluster.send({ path: leasePath(name), patience, ...(signal && { signal }) });
    const { metadata, spec } = (await readJson(answer)) as Partial<Lease>;
    return { metadata: metadata ?? {}, spec: spec ?? {} };
  } catch (error) {
    if (isRefusal(error, 404)) return undefined;
    throw error;
  }
}

/**
 * writeLease writes the `spec` of a Lease if the Lease is still as it was read, or still absent. It tells whether it did: of
 * several who write at once, one succeeds.
 */
export async function writeLease(
  cluster: Cluster,
  { namespace, name }: LeaseName,
  {
    before,
    spec,
    signal,
  }: { readonly before: Lease | undefined; readonly spec: LeaseSpec; readonly signal?: AbortSignal },
): Promise<boolean> {
  const metadata = before?.metadata ?? { name, namespace };
  const text = JSON.stringify({ apiVersion: leaseVersion, kind: 'Lease', metadata, spec });
  try {
    const answer = await cluster.send({
      method: before === undefined ? 'POST' : 'PUT',
      path: before === undefined ? leaseListPath(namespace) : leasePath({ namespace, name }),
      body: { type: 'application/json', text },
      patience,
      ...(signal && { signal }),
    });
    answer.resume();
    return true;
  } catch (error) {
    // Another writer was faster, or the Lease was deleted meanwhile.
    if (isRefusal(error, 409) || (before !== undefined && isRefusal(error, 404))) return false;
    throw error;
  }
}

/** leaseListPath is the API path of a namespace's Leases. */
export function leaseListPath(namespace: string): string {
  return `${apiPath(leaseVersion)}/namespaces/${namespace}/leases`;
}

/** leasePath is the API path of one Lease. */
export function leasePath({ namespace, name }: LeaseName): string {
  return `${leaseListPath(namespace)}/${name}`;
}
