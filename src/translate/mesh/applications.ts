import type { Collection, Graph } from '#graph';
import type { Backend, Inbound, Sidecar } from '#model';

/** applicationKey names the backend that stands for the application behind an inbound. */
export function applicationKey({ id }: Sidecar, { name }: Inbound): string {
  return ['application', id, name].join('/');
}

/** spokenToApplication is the protocol in which the sidecar speaks to its application: the one that the inbound declares. */
export function spokenToApplication({ protocol }: Inbound): 'http1' | 'http2' | 'tcp' {
  switch (protocol) {
    case 'http':
      return 'http1';
    case 'http2':
    case 'grpc':
      return 'http2';
    case 'tcp':
    case 'kafka':
    case 'mysql':
      return 'tcp';
  }
}

/** applications derives the backends behind inbounds: the applications beside sidecars, wherever these run. */
export function applications(graph: Graph, sidecars: Collection<Sidecar>): Collection<Backend> {
  return graph.derive<Sidecar, Backend>('translate/applications', sidecars, sidecar =>
    sidecar.inbounds.map(inbound => {
      const backend = application(sidecar, inbound);
      return [backend.key, backend];
    }),
  );
}

function application(sidecar: Sidecar, inbound: Inbound): Backend {
  const { serviceAddress: address, servicePort: port } = inbound;
  return {
    key: applicationKey(sidecar, inbound),
    origin: sidecar.origin,
    protocol: spokenToApplication(inbound),
    discovery: 'assigned',
    endpoints: [{ kind: 'ip', address, port }],
    // The rules of transparent proxying recognise the sidecar's own calls by this source address.
    ...(sidecar.capture === undefined ? {} : { calledFrom: address.includes(':') ? '::6' : '127.0.0.6' }),
  };
}
