import type { ResourceKey } from '#lib/resource-ref.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, hideSecrets, isUniversal, redacted } from '#resources';
import type { ObjectStatus } from '#status';
import { isEmptyStatus, statusEntry } from './status-entry.ts';

/** ShownObject is an object in force, in the form in which it was written, with its status and without anything secret. */
export type ShownObject = Readonly<Record<string, unknown>>;

type Fields = Readonly<Record<string, unknown>>;

/**
 * showObject lays an object out as kubectl does: what was written (`written`, in the version in force), with its namespace filled
 * in, and our status in place of any that was written.
 */
export function showObject(
  key: ResourceKey,
  written: unknown,
  resource: AnyResource | undefined,
  status: ObjectStatus | undefined,
): ShownObject {
  const visible = hideSecrets(asFields(written));
  const shownStatus = status === undefined || isEmptyStatus(status) ? {} : { status };
  if (isUniversal(visible)) return { ...showUniversal(key, visible), ...shownStatus };
  const { apiVersion, kind, metadata } = statusEntry(key, status ?? {}, resource);
  const { apiVersion: _a, kind: _k, metadata: writtenMetadata, status: _s, ...fields } = visible;
  const isSecret = parseResourceKey(key).kind === 'Secret';
  return {
    apiVersion,
    kind,
    metadata: { ...metadata, ...nameless(asFields(writtenMetadata)) },
    ...(isSecret ? redactValues(fields) : fields),
    ...shownStatus,
  };
}

function showUniversal(
  key: ResourceKey,
  { type: _t, mesh: _, name, status: _s, ...fields }: Fields,
): ShownObject {
  const { kind, namespace } = parseResourceKey(key);
  const { labels } = fields;
  return {
    type: kind,
    ...(namespace === '' ? {} : { mesh: namespace }),
    name,
    ...(kind === 'Secret'
      ? { ...(labels === undefined ? {} : { labels }), ...redactValues({ ...fields, type: kind }) }
      : fields),
  };
}

/** Removes name and namespace: they are already there, and come first. */
function nameless({ namespace: _, name: __, ...metadata }: Fields): Fields {
  return metadata;
}

/** Only the type of a Secret and the names of its keys are shown. */
function redactValues({ data, stringData, type, immutable }: Fields): Fields {
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof immutable === 'boolean' ? { immutable } : {}),
    ...(data === undefined ? {} : { data: redactAll(data) }),
    ...(stringData === undefined ? {} : { stringData: redactAll(stringData) }),
  };
}

function redactAll(fields: unknown): unknown {
  if (typeof fields !== 'object' || fields === null) return redacted;
  return Object.fromEntries(Object.keys(fields).map(name => [name, redacted]));
}

function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
