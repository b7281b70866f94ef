import type { Json } from '#lib/json.ts';
import type { ObjectPatch } from '#model';
import { apiPath } from '#sources/kubernetes';
import { mergePatch, strategicMerge } from './merge-patch.ts';

/** DesiredObject is a Kubernetes object as we want it: fields that are not written are left to others. */
export interface DesiredObject {
  readonly apiVersion: string;
  readonly kind: OwnedKind;
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly ownerReferences: readonly Json[];
  };
  readonly [field: string]: Json | undefined | DesiredObject['metadata'];
}

/** OwnedKind is a kind of object that we make for gateways. */
export type OwnedKind = (typeof ownedKinds)[number]['kind'];

/** ownedKinds are the kinds of the objects made for gateways, in the order in which they depend on each other. */
export const ownedKinds = [
  { kind: 'ServiceAccount', apiVersion: 'v1', plural: 'serviceaccounts', part: 'proxies' },
  { kind: 'Secret', apiVersion: 'v1', plural: 'secrets', part: 'proxies' },
  { kind: 'ConfigMap', apiVersion: 'v1', plural: 'configmaps', part: 'proxies' },
  { kind: 'Service', apiVersion: 'v1', plural: 'services', part: 'address' },
  { kind: 'Deployment', apiVersion: 'apps/v1', plural: 'deployments', part: 'proxies' },
  { kind: 'DaemonSet', apiVersion: 'apps/v1', plural: 'daemonsets', part: 'proxies' },
  {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    plural: 'horizontalpodautoscalers',
    part: 'extra',
  },
  { kind: 'PodDisruptionBudget', apiVersion: 'policy/v1', plural: 'poddisruptionbudgets', part: 'extra' },
] as const;

/** ownedPath is the API path of a kind's objects, in a namespace or in all; with `name`, of one object. */
export function ownedPath(
  { apiVersion, plural }: { readonly apiVersion: string; readonly plural: string },
  namespace?: string,
  name?: string,
): string {
  const within = namespace === undefined ? [] : ['namespaces', namespace];
  return [apiPath(apiVersion), ...within, plural, ...(name === undefined ? [] : [name])].join('/');
}

/** ownedPathOf is the API path of one object. */
export function ownedPathOf(kind: OwnedKind, namespace: string, name: string): string {
  return ownedPath(kindNamed(kind), namespace, name);
}

/**
 * partOf says what a kind is for: `proxies` (the proxies themselves, and what they need), `address` (where clients find
 * them), or `extra`.
 */
export function partOf(kind: OwnedKind): (typeof ownedKinds)[number]['part'] {
  return kindNamed(kind).part;
}

function kindNamed(kind: OwnedKind): (typeof ownedKinds)[number] {
  const found = ownedKinds.find(one => one.kind === kind);
  if (found === undefined) throw new Error(`${kind} is made for no gateway`);
  return found;
}

/** mergedOver is an object with a patch applied; its name, namespace, owner and our labels stay as they were. */
export function mergedOver(object: DesiredObject, patch: ObjectPatch | undefined): DesiredObject {
  if (patch === undefined) return object;
  const lay = patch.kind === 'json' ? mergePatch : strategicMerge;
  const merged = lay(object as Json, patch.value) as DesiredObject;
  const { name, namespace, labels, ownerReferences } = object.metadata;
  return {
    ...merged,
    ...{ apiVersion: object.apiVersion, kind: object.kind },
    metadata: {
      ...merged.metadata,
      ...{ name, namespace, ownerReferences },
      labels: { ...merged.metadata.labels, ...labels },
    },
  };
}
