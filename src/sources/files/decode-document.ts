import { isUtf8 } from 'node:buffer';
import type { Finding } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { decodeResource, expandList } from '#resources';
import type { Item } from './document.ts';
import type { Format } from './file-name.ts';
import { limits } from './limits.ts';
import { type Mistake, parseDocument } from './parse-document.ts';
import { type Identity, scanIdentity } from './scan-identity.ts';

/**
 * decodeDocument makes the objects of one document of its bytes. `hash` is the document's; the parsed tree is dropped.
 * Empty documents and those of comments alone give nothing.
 */
export function decodeDocument(bytes: Buffer, format: Format, hash: number): Item[] {
  if (bytes.length > limits.documentBytes) {
    const mistake = {
      reason: 'TooLarge',
      message: `is larger than ${limits.documentBytes / 1024 ** 2} MiB, the most that one document may be: split it`,
    };
    return [brokenText(bytes.toString('utf8', 0, 64 * 1024), mistake, hash)];
  }
  const text = bytes.toString();
  if (!isUtf8(bytes)) {
    return [
      brokenText(text, { reason: 'InvalidEncoding', message: 'is not UTF-8 text: save it as UTF-8' }, hash),
    ];
  }
  const parsed = parseDocument(text, format);
  if (parsed.kind === 'broken') return [brokenText(text, parsed.mistake, hash)];
  const { value } = parsed;
  if (value === undefined || value === null) return [];
  const objects = Array.isArray(value) ? value : expandList(value);
  if (objects.length === 1 && objects[0] === value) return [decodeObject(value, () => text, `${hash}`)];
  return objects.map((object, ordinal) =>
    decodeObject(object, () => JSON.stringify(object), `${hash}.${ordinal}`),
  );
}

function decodeObject(object: unknown, text: () => string, id: string): Item {
  const { ref, resource, findings } = decodeResource(object);
  if (ref === undefined) return { kind: 'nameless', id, identity: writtenIdentity(object), findings };
  const key = resourceKey(ref);
  if (resource === undefined) return { kind: 'broken', key, findings };
  return { kind: 'good', key, version: { resource, text: text() }, findings };
}

/** A text that cannot be parsed stands for the object that it names, where it still does. */
function brokenText(text: string, mistake: Mistake, hash: number): Item {
  const identity = scanIdentity(text);
  const { apiVersion, kind, name, namespace } = identity;
  const finding: Finding = { severity: 'error', ...mistake, path: '' };
  const { ref } = decodeResource({
    apiVersion,
    kind,
    metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  });
  if (ref === undefined) return { kind: 'nameless', id: `${hash}`, identity, findings: [finding] };
  return { kind: 'broken', key: resourceKey(ref), findings: [{ ...finding, ref }] };
}

function writtenIdentity(object: unknown): Identity {
  const fields = asRecord(object);
  const metadata = asRecord(fields.metadata);
  return {
    ...text('apiVersion', fields.apiVersion),
    ...text('kind', fields.kind),
    ...text('namespace', metadata.namespace),
    ...text('name', metadata.name),
  };
}

function text(field: keyof Identity, value: unknown): Identity {
  return typeof value === 'string' && value !== '' ? { [field]: value } : {};
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
