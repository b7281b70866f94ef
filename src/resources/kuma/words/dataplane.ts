import { type Words, within } from '../../reference/words.ts';
import { backendRefWords } from './backend-ref.ts';
import { metricsPageWords } from './metrics.ts';

export const dataplaneWords: Words = {
  '': 'Describes a workload and its sidecar: where it listens, what it may call, and how traffic reaches the sidecar.',
  mesh: 'Mesh that the workload belongs to.',
  spec: 'Settings of the Dataplane.',
  'spec.networking': 'Addresses and ports of the workload.',
  'spec.networking.address': 'Address on which the sidecar listens, and at which others reach the workload.',
  'spec.networking.advertisedAddress':
    'Address that others are given instead, where `address` can be reached only within a private network.',
  'spec.networking.inbound[]': 'Ports on which the sidecar takes traffic for its application.',
  'spec.networking.inbound[].name':
    'Name of the inbound, by which services and policies refer to it; left out: its port number.',
  'spec.networking.inbound[].port': 'Port on which the sidecar listens.',
  'spec.networking.inbound[].address':
    'Address on which the sidecar listens; left out: `address` of `networking`.',
  'spec.networking.inbound[].servicePort': 'Port on which the application listens; left out: `port`.',
  'spec.networking.inbound[].serviceAddress':
    'Address on which the application listens; left out: `address` of the inbound.',
  'spec.networking.inbound[].protocol':
    'Protocol of the application; left out: what the tag `kuma.io/protocol` says, else `tcp`.',
  'spec.networking.inbound[].tags':
    'Tags of the inbound: `kuma.io/service` names its service, `kuma.io/protocol` its protocol; others are your own.',
  'spec.networking.inbound[].health': 'Health of the application, as another system reports it.',
  'spec.networking.inbound[].health.ready': 'Whether the inbound is ready; one that is not gets no traffic.',
  'spec.networking.inbound[].serviceProbe':
    'TCP health check of the application by its agent (`fairlead proxy`); while it fails, the inbound gets no traffic.',
  'spec.networking.inbound[].serviceProbe.interval': 'Time between two checks; left out: 1s.',
  'spec.networking.inbound[].serviceProbe.timeout':
    'Time after which a check counts as failed; left out: 2s.',
  'spec.networking.inbound[].serviceProbe.unhealthyThreshold':
    'Failures in a row after which the application is unhealthy; left out: 1.',
  'spec.networking.inbound[].serviceProbe.healthyThreshold':
    'Successes in a row after which it is healthy again; left out: 1.',
  'spec.networking.inbound[].serviceProbe.tcp': 'Checks by opening a connection, the only kind of check.',
  'spec.networking.inbound[].state':
    '`NotReady`: the inbound gets no traffic. `Ignored`: it counts for nothing, as if it were not written.',
  'spec.networking.outbound[]':
    'Addresses of the sidecar’s own at which its application finds services, where traffic is not captured.',
  'spec.networking.outbound[].address': 'Address on which the sidecar listens for its application.',
  'spec.networking.outbound[].port': 'Port on which it listens.',
  'spec.networking.outbound[].tags':
    'Tags of the service that the outbound leads to: `kuma.io/service` names it. Not beside `backendRef`.',
  'spec.networking.outbound[].backendRef': 'The service that the outbound leads to.',
  ...within('spec.networking.outbound[].backendRef', {
    ...backendRefWords,
    port: 'Port of the service, by number or by name; only a MeshExternalService needs none.',
    labels:
      'In place of a name: labels that the service must have, all of them. The oldest that has them is meant.',
  }),
  'spec.networking.gateway':
    'Makes the proxy a gateway: traffic that comes to it from outside does not pass the sidecar.',
  'spec.networking.gateway.type':
    '`DELEGATED`: a gateway of your own beside the sidecar. `BUILTIN`: the sidecar, as a MeshGateway says: not served.',
  'spec.networking.gateway.tags': 'Tags of the gateway: `kuma.io/service` names its service.',
  'spec.networking.transparentProxying':
    'Transparent proxying: the workload’s connections are captured, so that it calls services by their names.',
  'spec.networking.transparentProxying.redirectPortInbound':
    'Port of the sidecar to which incoming connections are redirected; 0: none are.',
  'spec.networking.transparentProxying.redirectPortOutbound':
    'Port of the sidecar to which outgoing connections are redirected; 0: none are.',
  'spec.networking.transparentProxying.ipFamilyMode':
    'IP families whose connections are captured; `UnSpecified` means `DualStack`.',
  'spec.networking.transparentProxying.directAccessServices':
    'Services (values of `kuma.io/service`) whose workloads are called one by one, at their own addresses; `*`: all services.',
  'spec.networking.transparentProxying.reachableServices':
    'Services (values of `kuma.io/service`) that the workload may call; left out or empty: all.',
  'spec.networking.transparentProxying.reachableBackends':
    'Services that the workload may call; left out: all; `{}`, `refs: []` and `""`: none.',
  'spec.networking.transparentProxying.reachableBackends.refs[]':
    'References to services, by name or by labels. One that matches nothing adds nothing.',
  ...within('spec.networking.transparentProxying.reachableBackends.refs[]', backendRefWords),
  'spec.networking.admin': 'Admin interface of the sidecar’s Envoy.',
  'spec.metrics':
    'Overrides, field by field, how the sidecar exposes metrics. Without effect where the mesh enables no metrics.',
  'spec.metrics.name': 'Name of the metrics backend; without effect.',
  'spec.metrics.type': 'Format of the metrics: the text format of Prometheus.',
  'spec.metrics.conf': 'What the sidecar does otherwise than its mesh says.',
  ...within('spec.metrics.conf', metricsPageWords),
  'spec.probes':
    'HTTP probes in plain text, for callers outside of the mesh such as a kubelet: each path leads to an application.',
  'spec.probes.port': 'Port of the workload’s address at which probes are answered.',
  'spec.probes.endpoints[]': 'Paths that are answered. All others are answered with 404.',
  'spec.probes.endpoints[].path': 'Path that the caller asks for.',
  'spec.probes.endpoints[].inboundPort':
    'Inbound whose application is asked, by the inbound’s port or by that of its application.',
  'spec.probes.endpoints[].inboundPath': 'Path that the application is asked for.',
};
