import { fromBinary, type JsonValue, toJson } from '@bufbuild/protobuf';
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
    routes: ofType('route').map(r => decode('route', withVirtualHosts(r, virtualHosts))),
    clusters: ofType('cluster').map(renderResource),
    endpoints: ofType('endpoints').map(renderResource),
    secrets: ofType('secret').map(renderResource),
    ...(hostnames.length === 0 ? {} : { hostnames }),
  };
}

/** renderResource prints one resource. */
export function renderResource(resource: XdsResource): JsonValue {
  return resource.type === 'secret' ? renderSecret(resource) : decode(resource.type, resource.bytes);
}

function renderSecret(resource: XdsResource): JsonValue {
  const { type } = fromBinary(schemas.secret, resource.bytes);
  const hidden = { inlineString: redacted };
  return type.case === 'genericSecret'
    ? { name: resource.name, genericSecret: { secret: hidden } }
    : { name: resource.name, tlsCertificate: { privateKey: hidden } };
}

function decode(type: XdsResource['type'], bytes: Uint8Array): JsonValue {
  const schema = schemas[type];
  const message = fromBinary(schema, bytes);
  redact(reflect(schema, message), registry);
  return toJson(schema, message, { registry });
}
