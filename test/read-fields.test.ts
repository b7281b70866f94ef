import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { resourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, decodeResource, kinds } from '#resources';
import { documentsIn } from '../src/main/testing/hand-fed.ts';
import { type Field, fieldsWithin } from '../src/resources/reference/field.ts';
import { cases, fill, fixedValues } from './harness/cases.ts';
import { evaluate, ownMachine } from './harness/evaluation.ts';
import { makeKeyPair } from './harness/key-pair.ts';

// A field that is decoded and read by nobody is a promise that is not kept: its author believes that it holds. What restricts
// somebody would be open, too. So every field of every schema must be written in a story (or in what stands beside this test),
// and be read by translation, or be said not to be served, or be here with its reason.
const readByNobody: Readonly<Record<string, string>> = {
  'gateway-api/GatewayClass.controllerName': 'sources ask it which classes are theirs',
  'gateway-api/GatewayClass.description': 'for people',
  'gateway-api/Gateway.infrastructure.annotations': 'for its workload, where one is run in a cluster',
  'gateway-api/Gateway.infrastructure.annotations.a': 'the same',
  'gateway-api/Gateway.infrastructure.labels': 'the same',
  'gateway-api/Gateway.infrastructure.labels.a': 'the same',
  'gateway-api/BackendTLSPolicy.validation.subjectAltNames[].type':
    'which of its fields is there says the same',
  'fairlead/Backend.tls.subjectAltNames[].type': 'which of its fields is there says the same',
  'istio/ServiceEntry.location': 'it makes no difference at a gateway',
  'envoy-gateway/ClientTrafficPolicy.clientIPDetection.directSourceIP':
    'it is what holds where nothing else is said',
  'kgateway/BackendConfigPolicy.tls.wellKnownCACertificates':
    'whom the system believes is believed where nothing else is said',
  'gloo/Upstream.destination.tags[].key': 'compared with what AWS tells of instances',
  'gloo/Upstream.destination.tags[].value': 'the same',
  'kgateway/Backend.destination.tags[].key': 'the same',
  'kgateway/Backend.destination.tags[].value': 'the same',
  'kubernetes/Service.ports[].targetPort': 'EndpointSlices say where',
  'kubernetes/ClusterTrustBundle.signerName': 'who made it: its certificates are what counts',
  'kuma/Dataplane.networking.gateway.type': 'a delegated one is run by somebody else',
  'kuma/Dataplane.networking.inbound[].serviceProbe.healthyThreshold': 'read where its proxy joins',
  'kuma/Dataplane.networking.inbound[].serviceProbe.interval': 'read where its proxy joins',
  'kuma/Dataplane.networking.inbound[].serviceProbe.tcp': 'read where its proxy joins',
  'kuma/Dataplane.networking.inbound[].serviceProbe.timeout': 'read where its proxy joins',
  'kuma/Dataplane.networking.inbound[].serviceProbe.unhealthyThreshold': 'read where its proxy joins',
  'kubernetes/IngressClass.controller': 'from files every class is ours',
  'envoy-gateway/EnvoyProxy.bootstrap.value.stats_flush_interval': 'it is for Envoy to read',
  'kgateway/GatewayParameters.selfManaged': 'that there is no kube says the same',
  'envoy-gateway/EnvoyProxy.geoIP.provider.type': 'there is one',
  'envoy-gateway/EnvoyProxy.provider.type': 'where the control plane runs says it',
  'envoy-gateway/EnvoyProxy.telemetry.metrics.sinks[].openTelemetry.resourceAttributes.a':
    'handed on as it is, where an Envoy is started',
  'envoy-gateway/EnvoyProxy.telemetry.metrics.sinks[].type': 'there is one',
  'envoy-gateway/EnvoyPatchPolicy.type': 'there is one way to write a change',
  'kubernetes/Service.externalName': 'the type is refused',
  'kubernetes/EndpointSlice.endpoints[].hostname': 'a name for DNS',
  'kubernetes/EndpointSlice.endpoints[].nodeName': 'its zone is there',
  'kubernetes/EndpointSlice.ports[].appProtocol': 'the Service says it',
  'kubernetes/EndpointSlice.ports[].protocol': 'the Service says it',
  'kubernetes/ConfigMap.binaryData.bytes': 'certificates are text',
  'kubernetes/Secret.type': 'its keys say what it is',
  'kuma/MeshExternalService.match.type': 'there is one way to be called',
  'kuma/MeshExternalService.status.addresses': 'names are made here',
  'kuma/MeshExternalService.status.addresses[].hostname': 'names are made here',
  'kuma/MeshExternalService.status.addresses[].origin': 'names are made here',
  'kuma/MeshLoadBalancingStrategy.to[].default.loadBalancer.random': 'its type says the same',
  'kuma/MeshLoadBalancingStrategy.to[].default.loadBalancer.ringHash.hashPolicies[].connection':
    'its type says the same',
  'kuma/MeshLoadBalancingStrategy.to[].default.loadBalancer.ringHash.hashPolicies[].connection.sourceIP':
    'its type says the same',
  'kuma/MeshLoadBalancingStrategy.to[].default.loadBalancer.roundRobin': 'its type says the same',
  'kuma/MeshMultiZoneService.status.addresses': 'names are made here',
  'kuma/MeshMultiZoneService.status.addresses[].hostname': 'names are made here',
  'kuma/MeshMultiZoneService.status.addresses[].origin': 'names are made here',
  'kuma/MeshRateLimit.to[].default.local': 'for gateways that are built in, of which there are none',
  'kuma/MeshRateLimit.to[].default.local.http': 'the same',
  'kuma/MeshRateLimit.to[].default.local.http.requestRate': 'the same',
  'kuma/MeshRateLimit.to[].default.local.http.requestRate.interval': 'the same',
  'kuma/MeshRateLimit.to[].default.local.http.requestRate.num': 'the same',
  'kuma/MeshAccessLog.from[].default.backends[].type': 'which of its fields is there says the same',
  'kuma/MeshAccessLog.rules[].default.backends[].type': 'which of its fields is there says the same',
  'kuma/MeshAccessLog.to[].default.backends[].type': 'which of its fields is there says the same',
  'kuma/MeshAccessLog.to[].default.backends[].file.format.type': 'which of its fields is there says the same',
  'kuma/MeshAccessLog.to[].default.backends[].tcp.format.type': 'which of its fields is there says the same',
  'kuma/MeshAccessLog.to[].default.backends[].openTelemetry.body.a': 'it is sent as it is',
  'kuma/MeshTrace.default.backends[].type': 'which of its fields is there says the same',
  'kuma/Dataplane.metrics.name': 'that of its mesh is in force',
  'kuma/Dataplane.metrics.type': 'there is one',
  'kuma/Mesh.metrics.backends[].type': 'there is one',
  'kuma/MeshMetric.default.backends[].type': 'which of its fields is there says the same',
  'kuma/MeshService.state': 'its workloads say whether it has any',
  'kuma/MeshService.status.addresses': 'names are made here',
  'kuma/MeshService.status.addresses[].hostname': 'names are made here',
  'kuma/MeshService.status.addresses[].origin': 'names are made here',
  'kuma/MeshTrafficPermission.rules[].default.allow[].sni.type': 'there is one way to compare names',
  'kuma/ExternalService.networking.tls.clientKey.path': 'files beside the control plane are refused',
  'kuma/GlobalSecret.data': 'keys of tokens are no part of the model',
  'kuma/Mesh.routing.localityAwareLoadBalancing': 'there is one zone, whose workloads go before no others',
  'kuma/Mesh.mtls.backends[].conf.key.path': 'files beside the control plane are refused',
  'kuma/MeshFaultInjection.to[].default.http': 'for gateways that are built in, of which there are none',
  'kuma/MeshFaultInjection.to[].default.http[].abort': 'the same',
  'kuma/MeshFaultInjection.to[].default.http[].abort.httpStatus': 'the same',
  'kuma/MeshFaultInjection.to[].default.http[].abort.percentage': 'the same',
  'kuma/MeshHTTPRoute.to[].default.rules[].default.backendRefs[].tags.a':
    'the route is of a gateway that is built in',
  'kuma/MeshIdentity.provider.bundled.autogenerate': 'whether there is a ca says the same',
  'kuma/MeshIdentity.provider.bundled.autogenerate.enabled': 'whether there is a ca says the same',
  'kuma/MeshIdentity.provider.bundled.ca.certificate.path': 'files beside the control plane are refused',
  'kuma/MeshIdentity.provider.bundled.insecureAllowSelfSigned':
    'an authority that nobody stands behind is taken as it is',
  'kuma/MeshIdentity.provider.extension': 'the type is refused',
  'kuma/MeshIdentity.provider.extension.config': 'the type is refused',
  'kuma/MeshIdentity.provider.extension.config.a': 'the type is refused',
  'kuma/MeshIdentity.provider.extension.name': 'the type is refused',
  'kuma/MeshIdentity.provider.spire': 'the type is refused',
  'kuma/MeshIdentity.provider.spire.agent': 'the type is refused',
  'kuma/MeshIdentity.provider.spire.agent.timeout': 'the type is refused',
};
/** Known, and refused with a word wherever they are written. */
const refused: ReadonlySet<string> = new Set([
  'kgateway/Backend.spec.sslConfig.sslFiles',
  'kgateway/Backend.spec.sslConfig.sds',
  'kgateway/Backend.spec.httpProxyHostname',
  'kgateway/Backend.spec.ai',
  'kgateway/Backend.spec.mcp',
  'kgateway/Backend.spec.internalListener',
  'kgateway/Backend.spec.upstreamSpec',
  'kgateway/BackendConfigPolicy.spec.tunnel',
  'istio/DestinationRule.spec.trafficPolicy.tunnel',
  'kgateway/DirectResponse.spec.bodyFormat.json',
  'kuma/MeshTimeout.spec.targetRef.mesh',
  'kuma/MeshTrafficPermission.spec.rules[].matches',
  'kuma/MeshHTTPRoute.spec.to[].hostnames',
  'kuma/MeshHTTPRoute.spec.to[].rules[].default.filters[].urlRewrite.hostToBackendHostname',
  'kuma/MeshHTTPRoute.spec.to[].rules[].default.filters[].requestMirror.backendRef.mesh',
  'kuma/MeshHTTPRoute.spec.to[].rules[].default.filters[].requestMirror.backendRef.sectionName',
]);
/** What is handed on to Kubernetes as it is, where a workload is run: read, and nothing within. */
const handedOn = [
  ...['container.env', 'patch.value', 'pod.annotations', 'pod.labels'].map(
    path => `envoy-gateway/EnvoyProxy.provider.kubernetes.envoyDaemonSet.${path}`,
  ),
  ...[
    'deployment.strategy',
    'deploymentOverlay',
    ...['env', 'extraVolumeMounts', 'resources', 'securityContext'].map(path => `envoyContainer.${path}`),
    'horizontalPodAutoscaler',
    'podDisruptionBudget',
    'podTemplate.extraAnnotations',
    'podTemplate.extraLabels',
    'podTemplate.extraVolumes',
    'podTemplate.imagePullSecrets',
    'podTemplate.nodeSelector',
    'podTemplate.securityContext',
    'service.extraAnnotations',
    'service.extraLabels',
    'serviceAccount',
    'serviceOverlay',
  ].map(path => `kgateway/GatewayParameters.kube.${path}`),
];
const isHandedOn = (path: string) =>
  handedOn.some(whole => path.startsWith(`${whole}.`) || path.startsWith(`${whole}[`));
/** Where something was written is for messages only. */
const isPlace = (path: string) => path.endsWith('.at');

type Json = Readonly<Record<string, unknown>>;

describe('every field that can be written is read, or said to have no effect', () => {
  const written = new Set<string>();
  const has = new Set<string>();
  const read = new Set<string>();
  /** Whose author was told that it has no effect. */
  const said = new Set<string>();

  before(() => {
    const values = { ...fixedValues, ...makeKeyPair() };
    const beside = readFileSync(new URL('./read-fields.yaml', import.meta.url), 'utf8');
    for (const text of [...cases().map(story => story.input), beside]) {
      const evaluation = evaluate('', {}, { ...ownMachine, programFolder: '/programs' });
      evaluation.graph.batch(() => {
        for (const document of documentsIn(fill(text, values))) {
          const { resource, findings } = decodeResource(document);
          if (resource === undefined) continue;
          addPaths(document, resource.id, written);
          // A copy: defaults are frozen, and a frozen object cannot be watched.
          const spec = structuredClone(resource.spec);
          addPaths(spec, resource.id, has);
          const watched = { ...resource, spec: watch(spec, resource.id, read) } as AnyResource;
          evaluation.pipeline.inputs.set(resourceKey(resource.ref), { resource: watched, findings });
        }
      });
      for (const { ref, path, reason } of [...evaluation.pipeline.status.findings.entries()].flatMap(
        ([, f]) => f,
      )) {
        const id = kinds.find(({ group, kind }) => ref?.group === group && ref.kind === kind)?.id;
        if (reason === 'UnsupportedValue')
          // Without Kubernetes nothing stands around the fields.
          said.add([id, path.replace(/^spec\.?/, '').replace(/\[\d+\]/g, '[]')].filter(Boolean).join('.'));
      }
      evaluation.outcome();
    }
  });

  it('every field of every schema is written somewhere in what this is tested with', () => {
    const fields = new Map<unknown, string[]>();
    for (const kind of kinds) {
      for (const [field, path] of fieldsOf(kind.body)) {
        fields.set(field, [...(fields.get(field) ?? []), `${kind.id}${path}`]);
      }
    }
    const never = [...fields.values()].filter(paths => !paths.some(path => written.has(path)));
    assert.deepEqual(
      never.map(([path = '']) => path).filter(path => !refused.has(path)),
      [],
    );
  });

  it('every field of what was decoded is read by translation', () => {
    const isSaid = (path: string) =>
      [...said].some(s => path === s || path.startsWith(`${s}.`) || path.startsWith(`${s}[`));
    const unread = [...has].filter(
      path => !read.has(path) && !isPlace(path) && !isHandedOn(path) && !isSaid(path),
    );
    assert.deepEqual(unread.sort(), Object.keys(readByNobody).sort());
  });

  it('every field that a schema calls withheld is said to be so where it is written', () => {
    const withheld = kinds.flatMap(kind =>
      flat(fieldsWithin(kind.body, ''))
        .filter(({ served }) => served === 'withheld')
        .map(({ path }) => `${kind.id}${path.replace(/^spec/, '').replace(/\[\]$/, '')}`),
    );
    assert.ok(withheld.length > 0);
    assert.deepEqual(
      withheld.filter(path => !said.has(path)),
      [],
    );
  });
});

function flat(fields: readonly Field[]): readonly Field[] {
  return fields.flatMap(field => [field, ...flat(field.fields)]);
}

/** Each property of a schema, by identity: what several kinds share is one field. */
function fieldsOf(schema: object, at = ''): [unknown, string][] {
  const {
    properties = {},
    items,
    patternProperties = {},
    anyOf = [],
  } = schema as {
    readonly properties?: Readonly<Record<string, object>>;
    readonly items?: object;
    readonly patternProperties?: Readonly<Record<string, object>>;
    readonly anyOf?: readonly object[];
  };
  return [
    ...Object.entries(properties).flatMap(([name, inner]): [unknown, string][] => [
      [inner, `${at}.${name}`],
      ...fieldsOf(inner, `${at}.${name}`),
    ]),
    ...(items === undefined ? [] : fieldsOf(items, `${at}[]`)),
    ...Object.values(patternProperties).flatMap(inner => fieldsOf(inner, `${at}.*`)),
    ...anyOf.flatMap(inner => fieldsOf(inner, at)),
  ];
}

function addPaths(value: unknown, at: string, into: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) addPaths(item, `${at}[]`, into);
  else if (isMap(value)) {
    for (const [name, inner] of Object.entries(value)) {
      into.add(`${at}.${name}`);
      addPaths(inner, `${at}.${name}`, into);
    }
  }
}

/** watch gives the same value, and notes what is read of it. */
function watch(value: unknown, at: string, into: Set<string>): unknown {
  const isList = Array.isArray(value);
  if (!isList && !isMap(value)) return value;
  return new Proxy(value, {
    get(target, name) {
      const inner: unknown = Reflect.get(target, name);
      if (typeof name === 'symbol' || typeof inner === 'function') return inner;
      if (!isList) into.add(`${at}.${name}`);
      return watch(inner, isList ? `${at}[]` : `${at}.${name}`, into);
    },
  });
}

function isMap(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !(value instanceof Uint8Array);
}
