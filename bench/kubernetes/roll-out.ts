import { type Document, gatewayClassDocument, gatewayDocument, namespace } from '../generate/index.ts';

/**
 * RollOut is Services whose pods are replaced one after the other, over and over: one step adds a pod's successor, and some
 * steps later another one removes the pod.
 */
export interface RollOut {
  /** The documents at the start. */
  readonly documents: readonly Document[];
  readonly hostnames: readonly string[];
  readonly addresses: readonly string[];
  /** The next step; steps must be made in this order. */
  next(): RollOutStep;
}

/** RollOutStep is one write of an EndpointSlice. */
export interface RollOutStep {
  readonly document: Document;
  /** The text by which a watch recognizes it. */
  readonly text: string;
  /** `IP:PORT` of the pod that is added or removed. */
  readonly address: string;
  readonly isGone: boolean;
}

export interface RollOutOptions {
  readonly gateway: string;
  readonly services: number;
  /** The number for each Service. */
  readonly pods: number;
}

const port = 8080;
/** So many pods are added before the first of their predecessors is removed. */
const overlap = 25;

/** planRollOut works one out. Two steps that write the same Service are at least `overlap` steps apart. */
export function planRollOut({ gateway, services, pods }: RollOutOptions): RollOut {
  let born = 0;
  const bear = () => podAddress(born++);
  const running = Array.from({ length: services }, () => Array.from({ length: pods }, bear));
  const leaving: { readonly service: number; readonly pod: string }[] = [];
  let steps = 0;
  let turn = 0;
  const stepOf = (service: number, pod: string, isGone: boolean): RollOutStep => {
    const step = `step-${String(steps).padStart(6, '0')}`;
    return {
      document: sliceDocument(service, running[service] ?? [], step),
      ...{ text: `"${step}"`, address: `${pod}:${port}`, isGone },
    };
  };
  const next = () => {
    steps++;
    const gone = steps % 2 === 0 && leaving.length > overlap ? leaving.shift() : undefined;
    if (gone !== undefined) {
      running[gone.service] = (running[gone.service] ?? []).filter(one => one !== gone.pod);
      return stepOf(gone.service, gone.pod, true);
    }
    const service = turn++ % services;
    const [oldest = ''] = running[service] ?? [];
    const pod = bear();
    running[service] = [...(running[service] ?? []), pod];
    leaving.push({ service, pod: oldest });
    return stepOf(service, pod, false);
  };
  return {
    documents: [
      gatewayClassDocument(),
      gatewayDocument(gateway),
      ...running.flatMap((addresses, i) => [
        serviceDocument(i),
        sliceDocument(i, addresses, 'step-000000'),
        routeToService(i, gateway),
      ]),
    ],
    hostnames: running.map((_, i) => hostnameOf(i)),
    addresses: running.flat().map(pod => `${pod}:${port}`),
    next,
  };
}

function nameOf(service: number): string {
  return `s${String(service).padStart(4, '0')}`;
}

function hostnameOf(service: number): string {
  return `${nameOf(service)}.test`;
}

function podAddress(n: number): string {
  return `10.${50 + Math.floor(n / 62_500)}.${Math.floor(n / 250) % 250}.${1 + (n % 250)}`;
}

function serviceDocument(service: number): Document {
  const name = nameOf(service);
  return written(`service-${name}`, {
    ...{ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace } },
    spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: port }] },
  });
}

function sliceDocument(service: number, pods: readonly string[], step: string): Document {
  const name = nameOf(service);
  const labels = { 'kubernetes.io/service-name': name };
  return written(`slice-${name}`, {
    ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
    metadata: { name: `${name}-1`, namespace, labels, annotations: { 'bench.test/step': step } },
    ports: [{ name: 'http', port, protocol: 'TCP' }],
    endpoints: pods.map(pod => ({ addresses: [pod], conditions: { ready: true } })),
  });
}

function routeToService(service: number, gateway: string): Document {
  const name = nameOf(service);
  return written(`route-${name}`, {
    ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name, namespace } },
    spec: {
      parentRefs: [{ name: gateway }],
      hostnames: [hostnameOf(service)],
      rules: [{ backendRefs: [{ name, port: 80 }] }],
    },
  });
}

function written(file: string, object: object): Document {
  return { file: `${file}.yaml`, text: JSON.stringify(object) };
}
