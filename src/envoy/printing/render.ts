import { create, fromBinary, type JsonValue, toJson } from '@bufbuild/protobuf';
import { reflect } from '@bufbuild/protobuf/reflect';
import type { XdsResource } from '#lib/xds-resource.ts';
import { byName, withVirtualHosts } from './inline-table.ts';
import { redact } from './redact.ts';
import { registry, schemas } from './registry.ts';

/** ProxyConfiguration is what one proxy is sent, in canonical protobuf JSON and the state-of-the-world form. */
export interface ProxyConfiguration {
  readonly listeners: readonly JsonValue[];
  readonly routes: readonly JsonValue[];
  readonly clusters: readonly JsonValue[];
  readonly endpoints: readonly JsonValue[];
  readonly secrets: readonly JsonValue[];
  /** Of a sidecar: names of its mesh, which its agent answers. */
  readonly hostnames?: readonly JsonValue[];
}

const redacted = '<redacted>';

/** renderProxy prints what a proxy holds; virtual hosts stand in their route configurations. Secrets are named, never shown. */
export function renderProxy(resources: readonly XdsResource[]): ProxyConfiguration {
  const ofType = (type: XdsResource['type']) => resources.filter(r => r.type === type).sort(byName);
  const virtualHosts = ofType('virtualHost');
  const hostnames = ofType('hostname').map(renderResource);
  return {
    listeners: ofType('listener').map(renderResource),
    routes: ofType('route').map(r => decode('route', withVirtualHosts(r, virtualHosts), {})),
    clusters: ofType('cluster').map(renderResource),
    endpoints: ofType('endpoints').map(renderResource),
    secrets: ofType('secret').map(renderResource),
    ...(hostnames.length === 0 ? {} : { hostnames }),
  };
}

/** PrintedResource is one resource of a proxy as Envoy's admin interface would print it: with the names of protobuf's fields. */
export interface PrintedResource extends Pick<XdsResource, 'type' | 'name' | 'version'> {
  readonly value: JsonValue;
}

/** printResources prints what a proxy holds as Envoy's admin interface does; otherwise it is like `renderProxy`. */
export function printResources(resources: readonly XdsResource[]): readonly PrintedResource[] {
  const virtualHosts = resources.filter(({ type }) => type === 'virtualHost').sort(byName);
  return [...resources].sort(byName).flatMap(resource => {
    const { type, name, version } = resource;
    if (type === 'virtualHost' || type === 'hostname') return [];
    const bytes = type === 'route' ? withVirtualHosts(resource, virtualHosts) : resource.bytes;
    const value = type === 'secret' ? renderSecret(resource, adminNames) : decode(type, bytes, adminNames);
    return [{ type, name, version, value }];
  });
}

/** renderResource prints one resource. */
export function renderResource(resource: XdsResource): JsonValue {
  return resource.type === 'secret' ? renderSecret(resource, {}) : decode(resource.type, resource.bytes, {});
}

/** `useProtoFieldName` prints `common_lb_config` in place of `commonLbConfig`. */
interface Names {
  readonly useProtoFieldName?: true;
}

const adminNames: Names = { useProtoFieldName: true };

function renderSecret({ name, bytes }: XdsResource, names: Names): JsonValue {
  const { type } = fromBinary(schemas.secret, bytes);
  const isGeneric = type.case === 'genericSecret';
  const hidden = isGeneric
    ? { name, type: { case: 'genericSecret' as const, value: { secret: hiddenText } } }
    : { name, type: { case: 'tlsCertificate' as const, value: { privateKey: hiddenText } } };
  return toJson(schemas.secret, create(schemas.secret, hidden), names);
}

const hiddenText = { specifier: { case: 'inlineString' as const, value: redacted } };

function decode(type: XdsResource['type'], bytes: Uint8Array, names: Names): JsonValue {
  const schema = schemas[type];
  const message = fromBinary(schema, bytes);
  redact(reflect(schema, message), registry);
  return toJson(schema, message, { registry, ...names });
}
