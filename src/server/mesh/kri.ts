import { servedKinds } from '#inspect';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { CalledPort, Sidecar } from '#model';

/** Kri names an object, or a section of it, in Kuma's form: `kri_msvc_default_east__shop_http`. */
export interface Kri {
  readonly shortName: string;
  readonly mesh: string;
  readonly zone?: string | undefined;
  readonly namespace?: string | undefined;
  readonly name: string;
  /** An inbound of a Dataplane, a port of a service. */
  readonly section?: string | undefined;
}

/** kriText writes a Kri. */
export function kriText({ shortName, mesh, zone = '', namespace = '', name, section = '' }: Kri): string {
  return ['kri', shortName, mesh, zone, namespace, name, section].join('_');
}

/** kriOfInbound names an inbound of a sidecar; without `inbound`, the Dataplane itself. */
export function kriOfInbound({ mesh, name, labels }: Sidecar, inbound?: string): string {
  return kriText({ shortName: 'dp', mesh, ...placeOf(labels), name, section: inbound });
}

/** kriOfPort names a port of a service; undefined for a service that is only a tag, as it is not an object. */
export function kriOfPort({ kind, mesh, name, labels, port, portName }: CalledPort): string | undefined {
  const shortName = shortNameOf(kind);
  const section = portName ?? String(port);
  return shortName === undefined
    ? undefined
    : kriText({ shortName, mesh, ...placeOf(labels), name, section });
}

/** kriOfPolicy names a policy. */
export function kriOfPolicy(key: ResourceKey, labels: Readonly<Record<string, string>>): string {
  const { kind, namespace: mesh, name } = parseResourceKey(key);
  return kriText({ shortName: shortNameOf(kind) ?? '', mesh, ...placeOf(labels), name });
}

function placeOf(labels: Readonly<Record<string, string>>) {
  return { zone: labels['kuma.io/zone'], namespace: labels['k8s.kuma.io/namespace'] };
}

function shortNameOf(kind: string): string | undefined {
  return servedKinds.find(one => one.universal !== undefined && one.kind === kind)?.shortNames[0];
}
