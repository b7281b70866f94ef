import { hasEntries } from '#lib/has-entries.ts';
import type { ReachablePort } from '#model';
import type { TargetRef } from '#resources';

/** NamedDestinations is the part of an item that says which destinations it is about. */
export interface NamedDestinations {
  readonly mesh: string;
  /** On Kubernetes, the namespace of the policy, in which its names are looked up. */
  readonly namespace?: string;
  readonly to: TargetRef;
}

/**
 * isAbout tells whether an item is about a destination. An item about routes (MeshHTTPRoute) is about no destination as a
 * whole.
 */
export function isAbout({ mesh, namespace, to }: NamedDestinations, destination: ReachablePort): boolean {
  if (mesh !== destination.mesh) return false;
  switch (to.kind) {
    case 'Mesh':
      return true;
    case 'MeshService':
      if (destination.kind === 'ServiceTag') return isTag(to, destination);
      return (
        destination.kind === 'MeshService' &&
        (isMeant(to, namespace, destination) || isLegacyNamed(to, destination))
      );
    case 'MeshExternalService':
    case 'MeshMultiZoneService':
      return destination.kind === to.kind && isMeant(to, namespace, destination);
    case 'Dataplane':
    case 'MeshSubset':
    case 'MeshGateway':
    case 'MeshServiceSubset':
    case 'MeshHTTPRoute':
      return false;
  }
}

/** Before MeshService was an object, services were named by the value of their tag. */
function isTag({ name, namespace, sectionName }: TargetRef, destination: ReachablePort): boolean {
  return namespace === undefined && sectionName === undefined && name === destination.name;
}

const legacyForm = /^(?<name>[^_]+)_(?<namespace>[^_]+)_svc_(?<port>[0-9]+)$/;

/**
 * legacyParts are the parts of a tag that Kuma made of a Kubernetes Service: its name, its namespace and its port. Undefined
 * where the tag has another form.
 */
export function legacyParts(tag: string): Readonly<Record<string, string>> | undefined {
  return legacyForm.exec(tag)?.groups;
}

function isLegacyNamed({ name = '', sectionName }: TargetRef, destination: ReachablePort): boolean {
  const parts = legacyParts(name);
  if (parts === undefined || sectionName !== undefined) return false;
  return (
    parts.name === displayName(destination) &&
    parts.namespace === destination.namespace &&
    parts.port === String(destination.port)
  );
}

function displayName({ labels, name }: ReachablePort): string {
  return labels['kuma.io/display-name'] ?? name;
}

function isMeant(to: TargetRef, own: string | undefined, destination: ReachablePort): boolean {
  if (!isPort(to, destination)) return false;
  if (to.name === undefined) return hasEntries(destination.labels, to.labels ?? {});
  const namespace = to.namespace ?? own;
  const isHere = namespace === undefined || namespace === destination.namespace;
  return isHere && to.name === displayName(destination);
}

/** A port is named by its name, and by its number only where it has no name. */
function isPort({ sectionName }: TargetRef, { port, portName }: ReachablePort): boolean {
  return sectionName === undefined || sectionName === (portName ?? String(port));
}
