import type { ResourceRef } from '#lib/resource-ref.ts';
import {
  type AnyResource,
  type FairleadBackendSpec,
  isLookedUp,
  type KgatewayBackend,
  type ServiceEntry,
  type ServiceEntryPort,
} from '#resources';

/** DescribedBackend is a backend of any dialect, described as a Fairlead Backend. */
export interface DescribedBackend {
  /** The object that it is written as, and its port there, if each port is a backend. */
  readonly of: ResourceRef;
  readonly port?: number;
  /** The host that it is, where each host of the object leads elsewhere; absent: all hosts. */
  readonly host?: string;
  readonly name: string;
  readonly spec: FairleadBackendSpec;
  /**
   * The port of a Service in the same namespace for which it is only another name: no object is written, and references name the
   * Service.
   */
  readonly service?: { readonly name: string; readonly port: number };
}

/** Undescribed says why a backend cannot be described. */
export interface Undescribed {
  readonly message: string;
  readonly path: string;
}

type Description = readonly DescribedBackend[] | Undescribed;

/** describeBackend describes a backend of any dialect; undefined for other objects. */
export function describeBackend(resource: AnyResource): Description | undefined {
  switch (resource.id) {
    case 'fairlead/Backend':
      return [{ of: resource.ref, name: resource.ref.name, spec: resource.spec }];
    case 'envoy-gateway/Backend': {
      const { appProtocols } = resource.spec;
      const [first] = appProtocols;
      if (appProtocols.some(({ protocol }) => protocol !== first?.protocol))
        return {
          message: 'names several protocols, of which one Backend elsewhere has one',
          path: 'spec.appProtocols',
        };
      const spec = { ...resource.spec, ...bare, appProtocols: appProtocols.slice(0, 1) };
      return [{ of: resource.ref, name: resource.ref.name, spec }];
    }
    case 'kgateway/Backend':
    case 'kgateway/Upstream':
    case 'gloo/Backend':
    case 'gloo/Upstream':
      return describeKgateway(resource);
    case 'istio/ServiceEntry':
      return describeEntry(resource);
    default:
      return undefined;
  }
}

const elsewhere = {
  awsEc2: 'leads to instances of EC2, which are found as they come and go',
  awsLambda: 'calls a function of AWS',
  azure: 'calls a function of Azure',
  consul: 'leads to who serves a service of a Consul, as they come and go',
  gcp: 'calls a service of Google Cloud, and shows who asks',
} as const;

const bare = { groups: [], settings: {} } as const;
const nothing: FairleadBackendSpec = {
  type: 'Endpoints',
  endpoints: [],
  appProtocols: [],
  fallback: false,
  ...bare,
};

function describeKgateway({ ref, spec: { destination, ...rest } }: KgatewayBackend): Description {
  const described = (spec: Partial<FairleadBackendSpec>) => [
    { of: ref, name: ref.name, spec: { ...nothing, ...spec } },
  ];
  const [common] = Object.keys(rest);
  if (common !== undefined)
    return { message: 'has settings beside its destination, which are not converted yet', path: 'spec' };
  switch (destination.kind) {
    case 'static': {
      const { hosts, protocol, useTls } = destination;
      const isTls =
        useTls ?? (ref.group === 'gloo.solo.io' && hosts.some(h => 'port' in h && h.port === 443));
      const isNamed = hosts.every(host => host.kind === 'fqdn' || host.serverName !== undefined);
      return described({
        endpoints: hosts,
        appProtocols:
          protocol === undefined
            ? []
            : [{ protocol: protocol.isHttp2 ? 'h2c' : 'http', at: protocol.at } as const],
        ...(isTls ? { tls: { ...believesSystem, autoSNIFromEndpointHostname: isNamed } } : {}),
      });
    }
    case 'pipe':
      return described({ endpoints: [destination.socket] });
    case 'dynamicForwardProxy':
      return described({
        type: 'DynamicResolver',
        appProtocols: destination.enableTls ? [{ protocol: 'https', at: 'spec.dynamicForwardProxy' }] : [],
      });
    case 'priorityGroups': {
      const { group, kind } = ref;
      return described({
        groups: destination.groups.map(members => ({
          backendRefs: members.map(({ name, at }) => ({ group, kind, name, at })),
        })),
      });
    }
    case 'kube': {
      const { service: name, namespace = ref.namespace, port, selector, at } = destination;
      if (namespace !== ref.namespace)
        return {
          message: `leads to a Service of namespace ${namespace}, which nobody may refer to for that`,
          path: at,
        };
      if (port === undefined) return { message: 'names no port of its Service: write servicePort', path: at };
      if (Object.keys(selector).length > 0)
        return { message: 'means some of who serves its Service, which no other dialect can say', path: at };
      return [{ of: ref, name: ref.name, spec: nothing, service: { name, port } }];
    }
    default:
      return {
        message: `${elsewhere[destination.kind]}, which no other dialect can name`,
        path: 'spec',
      };
  }
}

const believesSystem = {
  wellKnownCACertificates: 'System',
  caCertificateRefs: [],
  insecureSkipVerify: false,
  ciphers: [],
  ecdhCurves: [],
  signatureAlgorithms: [],
} as const;

function describeEntry(entry: ServiceEntry): Description {
  const { spec } = entry;
  const { hosts, endpoints, ports, resolution, workloadSelector } = spec;
  if (workloadSelector !== undefined)
    return { message: 'finds workloads as they come and go', path: 'spec.workloadSelector' };
  if (resolution === 'DYNAMIC_DNS')
    return {
      message: 'leads where requests say, and to its hosts alone, which nobody else can say',
      path: 'spec.resolution',
    };
  return ports.flatMap(port => [
    describePort(entry, port, hosts),
    ...(areApart(entry) ? hosts.map(host => describePort(entry, port, [host], host)) : []),
  ]);

  function describePort(
    { ref }: ServiceEntry,
    { number, name, protocol, targetPort = number }: ServiceEntryPort,
    named: readonly string[],
    own?: string,
  ): DescribedBackend {
    const serverName = named.find(host => !host.startsWith('*.'));
    const goesBy = serverName === undefined ? {} : { serverName };
    const parts = [
      ref.name,
      ...(own === undefined ? [] : [own.replaceAll('.', '-')]),
      ...(ports.length === 1 ? [] : [name]),
    ];
    return {
      of: ref,
      port: number,
      ...(own === undefined ? {} : { host: own }),
      name: parts.join('-'),
      spec: {
        ...nothing,
        endpoints: isLookedUp(spec)
          ? named.map(hostname => ({ kind: 'fqdn', hostname, port: targetPort, at: 'spec.hosts' }) as const)
          : endpoints.map(({ address, ports, locality = '', weight = 0 }) => {
              const [, zone = ''] = locality.split('/');
              const traits = { ...(zone === '' ? {} : { zone }), ...(weight === 0 ? {} : { weight }) };
              const goes = address.kind === 'fqdn' ? {} : goesBy;
              return address.kind === 'unix'
                ? { ...address, ...goes, ...traits }
                : { ...address, port: ports[name] ?? targetPort, ...goes, ...traits };
            }),
        appProtocols: spokenAt(protocol).map(protocol => ({ protocol, at: 'spec.ports' })),
        ...(resolution === 'DNS_ROUND_ROBIN' ? { dns: { type: 'Logical' } as const } : {}),
      },
    };
  }
}

/** areApart tells whether each host of an entry is resolved by itself, and so leads elsewhere than the others. */
export function areApart({ spec }: ServiceEntry): boolean {
  return isLookedUp(spec) && spec.hosts.length > 1;
}

function spokenAt(protocol: ServiceEntryPort['protocol']) {
  switch (protocol) {
    case 'HTTP':
      return ['http'] as const;
    case 'HTTP2':
    case 'GRPC':
    case 'GRPC-WEB':
      return ['h2c'] as const;
    default:
      return [];
  }
}
