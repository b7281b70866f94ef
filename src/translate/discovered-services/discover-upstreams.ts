import type { Collection, Graph } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import { decodeResource, type KgatewayBackend, type Service } from '#resources';
import { configPath, mergeConfig, readConfig } from './upstream-config.ts';
import { upstreamName } from './upstream-name.ts';

/** DiscoveredUpstreams are Upstreams that nobody wrote: one for each port of a Service. */
export interface DiscoveredUpstreams {
  /** By the key that each would have, were it written; one that is written goes before it. */
  readonly upstreams: Collection<KgatewayBackend>;
  /** What is wrong with what Services say of their Upstreams, by the Service's ResourceKey. */
  readonly findings: Collection<readonly Finding[]>;
}

interface Discovered {
  readonly upstreams: readonly KgatewayBackend[];
  readonly findings: readonly Finding[];
}

/** discoverUpstreams derives them. A Service that changes re-runs only its own ports. */
export function discoverUpstreams(graph: Graph, services: Collection<Service>): DiscoveredUpstreams {
  const discovered = graph.map<Service, Discovered>('translate/discovered-services', services, discover);
  return {
    upstreams: graph.derive<Discovered, KgatewayBackend>(
      'translate/discovered-upstreams',
      discovered,
      ({ upstreams }) => upstreams.map(one => [resourceKey(one.ref), one] as const),
    ),
    findings: graph.view<Discovered, readonly Finding[]>(
      'translate/findings-of-discovery',
      discovered,
      ({ findings }) => (findings.length === 0 ? undefined : findings),
    ),
  };
}

/** The annotation that leaves a Service out (`false`), or includes it in spite of its namespace (`true`). */
const choice = 'gloo.solo.io/discover';
/** Namespaces whose Services are the cluster's own. */
const systemNamespaces: ReadonlySet<string> = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

function isDiscovered({ ref, spec, metadata: { annotations } }: Service): boolean {
  if (spec.type === 'ExternalName' || annotations[choice] === 'false') return false;
  return annotations[choice] === 'true' || !systemNamespaces.has(ref.namespace);
}

function discover(service: Service, _key: ResourceKey): Discovered | undefined {
  if (!isDiscovered(service)) return undefined;
  const ports = service.spec.ports.filter(({ protocol }) => protocol === 'TCP');
  if (ports.length === 0) return undefined;
  const config = readConfig(service.metadata.annotations);
  const plain = ports.map(port => specOf(service, port));
  const upstreams = (specs: readonly Spec[]) =>
    specs.map((spec, i) => decodeResource(objectOf(service, ports[i]?.port ?? 0, spec)));
  const asAsked =
    config.kind === 'fields'
      ? upstreams(plain.map(spec => mergeConfig(spec, config.fields, config.isDeep)))
      : [];
  const [mistake] = asAsked.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'error'),
  );
  const problem = config.kind === 'broken' ? config.message : mistake && `${mistake.path} ${mistake.message}`;
  const made = config.kind === 'fields' && problem === undefined ? asAsked : upstreams(plain);
  return {
    upstreams: made.flatMap(({ resource }) =>
      resource?.id === 'gloo/Upstream' ? [told(resource, service)] : [],
    ),
    findings:
      problem === undefined
        ? []
        : [
            {
              severity: 'error',
              reason: 'UnsupportedValue',
              message: `${problem}; the Upstreams of its ports are as they would be without it`,
              path: configPath,
              ref: service.ref,
            },
          ],
  };
}

type Port = Service['spec']['ports'][number];
type Spec = Readonly<Record<string, unknown>>;

function specOf({ ref, spec: { selector }, metadata }: Service, port: Port): Spec {
  const isHttp2 = speaksHttp2(metadata.annotations['gloo.solo.io/h2_service'], port.name ?? '');
  return {
    discoveryMetadata: { labels: metadata.labels },
    kube: { serviceName: ref.name, serviceNamespace: ref.namespace, servicePort: port.port, selector },
    ...(isHttp2 === undefined ? {} : { useHttp2: isHttp2 }),
  };
}

/**
 * Decided as by gloo: by an annotation of the Service, else by how the name of the port begins; undefined leaves it to the
 * port's appProtocol.
 */
function speaksHttp2(annotation: string | undefined, portName: string): boolean | undefined {
  if (annotation === 'true' || annotation === 'false') return annotation === 'true';
  return /^(grpc|h2|http2)/.test(portName) ? true : undefined;
}

function objectOf({ ref, metadata }: Service, port: number, spec: Spec): Spec {
  const { creationTimestamp } = metadata;
  return {
    apiVersion: 'gloo.solo.io/v1',
    kind: 'Upstream',
    metadata: {
      name: upstreamName(ref.namespace, ref.name, port),
      namespace: ref.namespace,
      labels: { discovered_by: 'kubernetesplugin' },
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec,
  };
}

function told(upstream: KgatewayBackend, { ref }: Service): KgatewayBackend {
  return { ...upstream, spec: { ...upstream.spec, discoveredFrom: ref } };
}
