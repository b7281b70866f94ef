import { resourceKey } from '#lib/resource-ref.ts';
import { type Aged, type BackendKey, backendKey, bySeniority } from '#model';
import { type ServiceEntry, seenFrom } from '#resources';
import type { BackendKind, BackendState } from '../backend-kind.ts';
import { entryKey, hostRef } from './entry-backends.ts';
import { serviceEntry } from './service-entry.ts';

/**
 * A host of Istio's ServiceEntries: each port is a backend, that of the oldest entry that has it. A namespace sees its own
 * entries first, and then those that others export to it; exporting also permits references, like a ReferenceGrant.
 */
export const hostname: BackendKind = {
  group: 'networking.istio.io',
  kind: 'Hostname',
  port: 'required',
  isExported: true,
  unreadableReason: () => 'InvalidBackendRef',
  translate({ graph, inputs }, laid) {
    const entries = inputs.of('istio/ServiceEntry');
    const byHost = graph.index<ServiceEntry>('translate/service-entries-by-host', entries, entry =>
      seenFrom(entry).flatMap(namespace =>
        entry.spec.hosts.map(host => resourceKey(hostRef(host, namespace))),
      ),
    );
    const byPort = graph.index<ServiceEntry>('translate/service-entries-by-port', entries, entry =>
      seenFrom(entry).flatMap(namespace =>
        entry.spec.hosts.flatMap(host =>
          entry.spec.ports.map(({ number }) => backendKey(hostRef(host, namespace), number)),
        ),
      ),
    );
    const { states } = laid(serviceEntry);
    return {
      objects: graph.group<ServiceEntry, true>('translate/hosts-of-service-entries', byHost, () => true),
      states: graph.group<ServiceEntry, BackendState>(
        'translate/hostname-states',
        byPort,
        (key, found, track) => {
          const { namespace, host, port } = partsOf(key);
          const own = found.filter(({ ref }) => ref.namespace === namespace);
          const [first] = (own.length > 0 ? own : found).toSorted((a, b) =>
            bySeniority(agedOf(a), agedOf(b)),
          );
          return first && track.fetch(states, entryKey(first, port, host));
        },
      ),
    };
  },
};

function agedOf({ ref, metadata: { creationTimestamp: created = '' } }: ServiceEntry): Aged {
  return { origin: resourceKey(ref), created };
}

function partsOf(key: BackendKey): { namespace: string; host: string; port: number } {
  const [, , namespace = '', host = '', port] = key.split('/');
  return { namespace, host, port: Number(port) };
}
