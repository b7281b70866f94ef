import { ownText, sharedText } from '#lib/kept-text.ts';
import { localZone, type ResourceRef } from '#lib/resource-ref.ts';
import type { Kind } from './kind.ts';
import { describe, isPlainObject, quote } from './schema/describe.ts';
import type { LocalFinding } from './schema/finding-log.ts';

/** ObjectType is an object's apiVersion (as written, and split up) and kind. */
export interface ObjectType {
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

const apiVersionForm = /^(?:([a-z0-9][-.a-z0-9]*)\/)?([a-z0-9]+)$/;
const kindForm = /^[a-zA-Z][a-zA-Z0-9]*$/;
const longestName = 253;

/** readObjectType reads apiVersion and kind. */
export function readObjectType({ apiVersion, kind }: Readonly<Record<string, unknown>>): {
  readonly type?: ObjectType;
  readonly findings: readonly LocalFinding[];
} {
  const parts = isShort(apiVersion) ? apiVersionForm.exec(apiVersion) : null;
  const isKind = isShort(kind) && kindForm.test(kind);
  if (isShort(apiVersion) && parts !== null && isKind) {
    const [, group = '', version = ''] = parts;
    return { type: { apiVersion, group, version, kind }, findings: [] };
  }
  return {
    findings: [
      ...(parts === null ? [unreadable('apiVersion', apiVersion, 'v1 or gateway.networking.k8s.io/v1')] : []),
      ...(isKind ? [] : [unreadable('kind', kind, 'Service or HTTPRoute')]),
    ],
  };
}

function unreadable(path: string, value: unknown, examples: string): LocalFinding {
  const found = typeof value === 'string' ? quote(value) : describe(value);
  const message =
    value === undefined || value === null
      ? `is required, for instance ${examples}`
      : `must be like ${examples}, but is ${found}`;
  return { severity: 'error', reason: 'Invalid', message, path };
}

/**
 * readRef identifies an object by the readable part of its metadata, even if name and namespace are not valid. The namespace is
 * `default` where a namespaced object has none, and '' for cluster-scoped objects and unknown kinds.
 */
export function readRef(
  { group, kind }: ObjectType,
  metadata: unknown,
  scope: Kind<string, unknown>['scope'] | undefined,
): ResourceRef | undefined {
  if (!isPlainObject(metadata)) return undefined;
  const { name } = metadata;
  const namespace = scope === 'Cluster' ? '' : (metadata.namespace ?? (scope === undefined ? '' : 'default'));
  if (!isReadable(name) || !(namespace === '' || isReadable(namespace))) return undefined;
  return {
    group: sharedText(group),
    kind: sharedText(kind),
    zone: localZone,
    namespace: sharedText(namespace),
    name: ownText(name),
  };
}

/** isReadable tells whether a text can be part of a resource key and of a line on a terminal. */
export function isReadable(text: unknown): text is string {
  return isShort(text) && /^[^/\s\p{C}]+$/u.test(text);
}

function isShort(text: unknown): text is string {
  return typeof text === 'string' && text.length <= longestName;
}
