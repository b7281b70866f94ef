import type { Kind } from './kind.ts';
import { describe, quote } from './schema/describe.ts';
import type { LocalFinding } from './schema/finding-log.ts';
import { nearestName } from './schema/nearest-name.ts';
import { universalGroup } from './universal.ts';
import { insteadOf } from './unread-kinds.ts';

type SomeKind = Kind<string, unknown>;

/** unknownKind reports that an apiVersion and kind are none of `kinds`, and suggests what was meant. */
export function unknownKind(apiVersion: string, kind: string, kinds: readonly SomeKind[]): LocalFinding {
  const instead = insteadOf(apiVersion.replace(/\/.*/, ''), kind);
  if (instead !== undefined) return unread('kind', `${apiVersion} ${kind}`, instead);
  const meant = nearest(kind, kinds).map(known => `${acceptedVersions(known)} ${known.kind}`);
  return ignored('kind', `kind that is known here, so the object is ignored: ${apiVersion} ${kind}`, meant);
}

/**
 * unknownType reports that the `type` of a document without apiVersion is none with a universal form, and suggests what was
 * meant.
 */
export function unknownType(type: unknown, kinds: readonly SomeKind[]): LocalFinding {
  if (typeof type !== 'string') {
    const message = `must be the name of a kind such as Dataplane, but is ${describe(type)}`;
    return { severity: 'error', reason: 'Invalid', message, path: 'type' };
  }
  const instead = insteadOf(universalGroup, type);
  if (instead !== undefined) return unread('type', type, instead);
  const meant = nearest(type, kinds).map(known =>
    known.universal === undefined
      ? `apiVersion: ${acceptedVersions(known)}, kind: ${known.kind}`
      : `type: ${known.kind}`,
  );
  return ignored('type', `type that is known here, so the object is ignored: ${quote(type)}`, meant);
}

/** wrongVersion reports which versions of a kind are accepted. */
export function wrongVersion(apiVersion: string, kind: SomeKind): LocalFinding {
  const message = `must be ${acceptedVersions(kind)}, but is ${apiVersion}`;
  return { severity: 'error', reason: 'UnsupportedVersion', message, path: 'apiVersion' };
}

function ignored(path: string, what: string, meant: readonly string[]): LocalFinding {
  const hint = meant.length === 0 ? '' : `; did you mean ${meant.join(' or ')}?`;
  return { severity: 'warning', reason: 'UnknownKind', message: `is not a ${what}${hint}`, path };
}

function unread(path: string, what: string, instead: string): LocalFinding {
  const message = `is not read here, so the object is ignored: ${what}; ${instead}`;
  return { severity: 'warning', reason: 'UnknownKind', message, path };
}

function nearest(name: string, kinds: readonly SomeKind[]): readonly SomeKind[] {
  const found = nearestName(
    name,
    kinds.map(known => known.kind),
  );
  return kinds.filter(known => known.kind === found);
}

function acceptedVersions({ group, versions }: SomeKind): string {
  return versions.map(version => (group === '' ? version : `${group}/${version}`)).join(' or ');
}
