import { isUtf8 } from 'node:buffer';
import type { Finding } from '#lib/finding.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { decodeResource, expandList, isUniversal } from '#resources';
import type { Document, Item } from './document.ts';
import type { Format } from './file-name.ts';
import { limits } from './limits.ts';
import { type Mistake, parseDocument } from './parse-document.ts';
import { type Identity, scanIdentity } from './scan-identity.ts';

/**
 * decodeDocument decodes the bytes of `document` into its objects; the parsed tree is dropped. Empty documents and those
 * that hold only comments give nothing.
 */
export function decodeDocument(bytes: Buffer, format: Format, document: Document): readonly Item[] {
  if (bytes.length > limits.documentBytes) {
    const mistake = {
      reason: 'TooLarge',
      message: `is larger than ${limits.documentBytes / 1024 ** 2} MiB, the most that one document may be: split it`,
    };
    return [brokenText(bytes.toString('utf8', 0, 64 * 1024), mistake, document)];
  }
  const text = bytes.toString();
  if (!isUtf8(bytes)) {
    return [
      brokenText(
        text,
        { reason: 'InvalidEncoding', message: 'is not UTF-8 text: save it as UTF-8' },
        document,
      ),
    ];
  }
  const parsed = parseDocument(text, format);
  if (parsed.kind === 'broken') return [brokenText(text, parsed.mistake, document)];
  const { value } = parsed;
  if (value === undefined || value === null) return [];
  const objects = Array.isArray(value) ? value : expandList(value);
  if (objects.length === 1 && objects[0] === value)
    return [decodeObject(value, document, `${document.hash}`, text)];
  return objects.map((object, i) => decodeObject(object, document, `${document.hash}.${i}`));
}

function decodeObject(object: unknown, document: Document, id: string, text = JSON.stringify(object)): Item {
  const { ref, resource, standIn, findings: found } = decodeResource(object);
  const findings = found.length === 0 ? none : found;
  if (ref === undefined)
    return { kind: 'nameless', document, id, identity: writtenIdentity(object), findings };
  const key = resourceKey(ref);
  if (resource === undefined) {
    return { kind: 'broken', document, key, findings, ...(standIn === undefined ? {} : { standIn }) };
  }
  return { kind: 'good', document, key, resource, text, findings };
}

/** A text that cannot be parsed still counts as the object that it names, if it names one. */
function brokenText(text: string, mistake: Mistake, document: Document): Item {
  const identity = scanIdentity(text);
  const finding: Finding = { severity: 'error', ...mistake, path: '' };
  const { ref } = decodeResource(objectOf(identity));
  if (ref === undefined)
    return { kind: 'nameless', document, id: `${document.hash}`, identity, findings: [finding] };
  return { kind: 'broken', document, key: resourceKey(ref), findings: [{ ...finding, ref }] };
}

/** The smallest object with this identity, for `decodeResource` to read its ref from. */
function objectOf({ isUniversal, apiVersion, kind, name, namespace }: Identity): unknown {
  const place = (field: string) => (namespace === undefined ? {} : { [field]: namespace });
  if (isUniversal) return { type: kind, name, ...place('mesh') };
  return { apiVersion, kind, metadata: { name, ...place('namespace') } };
}

/** Nearly all objects have none: let them share it. */
const none: readonly Finding[] = [];

function writtenIdentity(object: unknown): Identity {
  const fields = asRecord(object);
  if (isUniversal(fields)) {
    const { type, mesh, name } = fields;
    return { isUniversal: true, ...text('kind', type), ...text('namespace', mesh), ...text('name', name) };
  }
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
