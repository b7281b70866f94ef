import { type Words, within } from '../../reference/words.ts';
import { backendRefWords } from './backend-ref.ts';
import { metricsPageWords } from './metrics.ts';

export const dataplaneWords: Words = {
  '': 'Is one workload with its sidecar: where it listens, what it may call, and how its traffic comes to the sidecar.',
  mesh: 'The mesh that it is in.',
  spec: 'All that is said of it.',
  'spec.networking': 'Its addresses and ports.',
  'spec.networking.address': 'Where others reach it, and where the sidecar listens.',
  'spec.networking.advertisedAddress':
    'Where others reach it instead, where `address` is one of a private network.',
  'spec.networking.inbound[]': 'Ports that the sidecar takes for its application.',
  'spec.networking.inbound[].name': 'By which services and policies mean it; left out: its number.',
  'spec.networking.inbound[].port': 'Where the sidecar takes connections.',
  'spec.networking.inbound[].address': 'At which address; left out: that of `networking`.',
  'spec.networking.inbound[].servicePort': 'Where the application listens; left out: `port`.',
  'spec.networking.inbound[].serviceAddress': 'At which address it does; left out: that of the inbound.',
  'spec.networking.inbound[].protocol':
    'What is spoken: `http`, `http2`, `grpc`, `tcp`, `kafka`, `mysql`; left out: as the tag `kuma.io/protocol` says, or `tcp`.',
  'spec.networking.inbound[].tags':
    'What it is known by: `kuma.io/service` names its service, `kuma.io/protocol` what it speaks, others are your own.',
  'spec.networking.inbound[].health': 'How it is, as somebody else found out.',
  'spec.networking.inbound[].health.ready': 'One that is not gets nothing.',
  'spec.networking.inbound[].serviceProbe':
    'How its sidecar finds out whether the application listens: by connecting to it. While it does not, others are not told of it. Of Dataplanes that proxies bring with them (`fairlead proxy`).',
  'spec.networking.inbound[].serviceProbe.interval': 'How often; left out: each second.',
  'spec.networking.inbound[].serviceProbe.timeout': 'What takes longer has failed; left out: 2s.',
  'spec.networking.inbound[].serviceProbe.unhealthyThreshold':
    'After so many failures in a row it does not; left out: 1.',
  'spec.networking.inbound[].serviceProbe.healthyThreshold':
    'After so many successes in a row it does; left out: 1.',
  'spec.networking.inbound[].serviceProbe.tcp': 'By connecting, which is all there is.',
  'spec.networking.inbound[].state':
    '`NotReady`: others are not told of it. `Ignored`: it is not there at all, but for its identity.',
  'spec.networking.outbound[]':
    'Addresses of its own at which its application finds services, where nothing is captured.',
  'spec.networking.outbound[].address': 'Where the sidecar listens for its application.',
  'spec.networking.outbound[].port': 'At which port.',
  'spec.networking.outbound[].tags':
    'The service is whatever has these tags; `kuma.io/service` is one of them.',
  'spec.networking.outbound[].backendRef': 'The service that it leads to.',
  ...within('spec.networking.outbound[].backendRef', {
    ...backendRefWords,
    port: 'The port of it, by number or by name.',
    labels: 'Labels that it must have; of several the oldest is meant.',
  }),
  'spec.networking.gateway': 'It is a gateway: what comes to it from outside does not pass the sidecar.',
  'spec.networking.gateway.type':
    '`DELEGATED` is a proxy of your own; `BUILTIN` would be the sidecar itself.',
  'spec.networking.gateway.tags': 'What it is known by.',
  'spec.networking.transparentProxying':
    'Its connections are captured, so that it calls services by their names. A field that is not known here is an error.',
  'spec.networking.transparentProxying.redirectPortInbound':
    'Where captured connections to it arrive; 0: none do.',
  'spec.networking.transparentProxying.redirectPortOutbound':
    'Where captured connections from it arrive; 0: none do.',
  'spec.networking.transparentProxying.ipFamilyMode':
    'Which addresses are captured; `UnSpecified` is `DualStack`.',
  'spec.networking.transparentProxying.directAccessServices':
    'Services (by `kuma.io/service`) whose workloads it calls one by one, by their own addresses; `*`: all.',
  'spec.networking.transparentProxying.reachableServices':
    'Services (by `kuma.io/service`) that it may call; left out or empty: all.',
  'spec.networking.transparentProxying.reachableBackends':
    'What it may call; left out: everything; `{}`, `refs: []` and `""`: nothing.',
  'spec.networking.transparentProxying.reachableBackends.refs[]':
    'Each names a service, or means all that have labels. One that matches nothing adds nothing.',
  ...within('spec.networking.transparentProxying.reachableBackends.refs[]', backendRefWords),
  'spec.networking.admin': 'The admin interface of its Envoy.',
  'spec.metrics': 'Where it shows its metrics otherwise than its mesh says, where that enables any.',
  'spec.metrics.name': 'Of which backend; without effect.',
  'spec.metrics.type': 'In the text format of Prometheus.',
  'spec.metrics.conf': 'What it leaves out is as the mesh says.',
  ...within('spec.metrics.conf', metricsPageWords),
  'spec.probes':
    'Where its applications are asked how they are, in plain text, by who is of no mesh (a kubelet).',
  'spec.probes.port': 'At this port of its address.',
  'spec.probes.endpoints[]': 'A path there. All others are answered with 404.',
  'spec.probes.endpoints[].path': 'It.',
  'spec.probes.endpoints[].inboundPort':
    'Whose application is asked: an inbound by its port, or by that of its application.',
  'spec.probes.endpoints[].inboundPath': 'What it is asked for.',
};
