import type { JoinedService, Naming, ServiceReport } from '#model';

/** ServiceAddress is a hostname of a service, and the generator that gave it. */
export interface ServiceAddress {
  readonly hostname: string;
  readonly origin: 'HostnameGenerator';
  readonly hostnameGeneratorRef: GeneratorRef;
}

interface GeneratorRef {
  readonly coreName: string;
}

/** ServiceStatus is the status of a mesh service beside its conditions, in Kuma's words. */
export interface ServiceStatus {
  readonly addresses: readonly ServiceAddress[];
  readonly vips?: readonly { readonly ip: string }[];
  /** Of a MeshExternalService, which has one. */
  readonly vip?: { readonly ip: string };
  readonly hostnameGenerators?: readonly GeneratorStatus[];
  /** `connected` is absent where nothing runs that workloads could connect to. */
  readonly dataplaneProxies?: {
    readonly connected?: number;
    readonly healthy: number;
    readonly total: number;
  };
  readonly meshServices?: readonly JoinedService[];
}

interface GeneratorStatus {
  readonly hostnameGeneratorRef: GeneratorRef;
  readonly conditions: readonly {
    readonly type: 'Generated';
    readonly status: 'True' | 'False';
    readonly reason: string;
    readonly message: string;
  }[];
}

/** serviceStatus words what became of a service; `kind` is what it was written as. */
export function serviceStatus(
  { addresses, namings, workloads, joins }: ServiceReport,
  kind: string,
  connected: number | undefined,
): ServiceStatus {
  const [first] = addresses;
  const vips =
    kind === 'MeshExternalService'
      ? first === undefined
        ? {}
        : { vip: { ip: first } }
      : { vips: addresses.map(ip => ({ ip })) };
  return {
    addresses: namings.flatMap(({ generator, hostname }) =>
      hostname === undefined
        ? []
        : [{ hostname, origin: 'HostnameGenerator' as const, hostnameGeneratorRef: { coreName: generator } }],
    ),
    ...vips,
    ...(namings.length === 0 ? {} : { hostnameGenerators: namings.map(generatorStatus) }),
    ...(workloads === undefined
      ? {}
      : {
          dataplaneProxies: {
            ...(connected === undefined ? {} : { connected }),
            healthy: workloads.ready,
            total: workloads.total,
          },
        }),
    ...(joins === undefined ? {} : { meshServices: joins }),
  };
}

function generatorStatus({ generator, generated }: Naming): GeneratorStatus {
  const { holds, reason, message } = generated;
  return {
    hostnameGeneratorRef: { coreName: generator },
    conditions: [{ type: 'Generated', status: holds ? 'True' : 'False', reason, message }],
  };
}
