import { bootstrapFor, editBootstrap, secretFiles } from '#dataplane';
import { commandLineFlags } from '#lib/envoy-command-line.ts';
import type { Json } from '#lib/json.ts';
import type { ClusterReceiver } from '#lib/proxy-metrics.ts';
import { hashBytes } from '#lib/stable-hash.ts';
import { type GatewayWorkload, type TelemetryService, withReceivers } from '#model';
import type { Certifier } from './certificate.ts';
import type { DesiredObject } from './desired-object.ts';
import { strategicMerge } from './merge-patch.ts';

/** ProxySettings is what applies to the proxies of all gateways. */
export interface ProxySettings {
  /** The image of stock Envoy. */
  readonly image: string;
  /** The address where proxies reach us: `HOST:PORT`. */
  readonly xdsAddress: string;
  /** Issues their certificates, so that they speak TLS with us and authenticate; absent: plaintext. */
  readonly certifier?: Certifier;
  /**
   * The image of Fairlead, which drains a proxy that ends. Absent: requests still in flight ten seconds after the pod was
   * told to go are lost.
   */
  readonly drainImage?: string;
  /** The receiver that a bootstrap names for the statistics of a proxy. */
  readonly receiverOf: (told: TelemetryService) => ClusterReceiver;
  /** Told which of a gateway's parameters cannot be applied; the gateway runs without them. */
  readonly onProblem?: (workload: GatewayWorkload, message: string) => void;
}

/** The ports that Envoy Gateway's proxies use for these purposes, since people know them. */
const ownPort = 19_001;
const drainPort = 19_002;
/** A socket within the pod, so that no Backend leads to the admin interface. */
const adminSocket = '/tmp/admin.sock';

/**
 * ms. A pod that goes is still sent requests until everyone has heard of it (`atLeast`); requests in flight may take up to
 * `atMost`.
 */
const usualShutdown = { atLeast: 10_000, atMost: 60_000 };
/** Seconds on top of the draining, for Envoy to end. */
const endsWithin = 15;

const configFolder = '/etc/envoy';
const certificateFolder = '/etc/fairlead/certificate';
const certificateFiles = {
  certificate: `${configFolder}/certificate.json`,
  authority: `${configFolder}/authority.json`,
};

/** proxyFiles are the files, by name, that the proxies of a gateway start with: the same for each proxy. */
export function proxyFiles(
  { certifier }: ProxySettings,
  bootstrap: string,
): Readonly<Record<string, string>> {
  if (certifier === undefined) return { 'envoy.json': bootstrap };
  const { certificate, authority } = secretFiles(certificateFolder);
  return { 'envoy.json': bootstrap, 'certificate.json': certificate, 'authority.json': authority };
}

/** proxyBootstrap is the bootstrap of a gateway's proxies, the same for each. An edit that cannot be made is left out. */
export function proxyBootstrap(
  workload: GatewayWorkload,
  { xdsAddress, certifier, onProblem, receiverOf }: ProxySettings,
): string {
  const { id } = workload;
  const process = workload.process && withReceivers(workload.process, receiverOf);
  const own = bootstrapFor({
    proxyId: id,
    xdsAddress,
    admin: { kind: 'unix', path: adminSocket },
    ownAnswers: { address: '0.0.0.0', port: ownPort },
    tellsHealth: true,
    ...(certifier === undefined ? {} : { tls: { files: certificateFiles } }),
    ...(process?.metrics === undefined ? {} : { metrics: process.metrics }),
  });
  if (process?.bootstrap === undefined) return own;
  try {
    return editBootstrap(own, process.bootstrap);
  } catch (error) {
    onProblem?.(workload, `its bootstrap cannot be edited as its EnvoyProxy wants: ${String(error)}`);
    return own;
  }
}

/** podTemplate is a pod of one Envoy that satisfies Kubernetes' "restricted" pod security standard. */
export function podTemplate(
  { process, parameters }: GatewayWorkload,
  { image, drainImage, certifier }: ProxySettings,
  bootstrap: string,
  metadata: DesiredObject['metadata'],
): Json {
  const { podLabels = {}, podAnnotations = {}, pod = {}, container = {} } = parameters?.runner ?? {};
  const atLeast = seconds(process?.shutdown?.atLeast ?? usualShutdown.atLeast);
  // The time of serving on in any case is part of the time that draining may take.
  const atMost = Math.max(atLeast, seconds(process?.shutdown?.atMost ?? usualShutdown.atMost));
  const own = {
    metadata: {
      labels: { ...podLabels, ...metadata.labels },
      annotations: {
        ...metadata.annotations,
        ...podAnnotations,
        'fairlead.dev/bootstrap': hashBytes(bootstrap),
      },
    },
    spec: {
      serviceAccountName: metadata.name,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: atMost + endsWithin,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65_532,
        runAsGroup: 65_532,
        seccompProfile: { type: 'RuntimeDefault' },
        // Listeners keep their port numbers, even those below 1024.
        sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }],
      },
      containers: [
        {
          name: 'envoy',
          image,
          args: [
            ...['--config-path', `${configFolder}/envoy.json`],
            ...['--service-node', '$(POD_NAME)'],
            '--disable-hot-restart',
            ...commandLineFlags(process ?? {}),
          ],
          env: [{ name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          ports: [{ name: 'metrics', containerPort: ownPort, protocol: 'TCP' }],
          resources: { requests: { cpu: '50m', memory: '128Mi' } },
          securityContext: strict,
          startupProbe: probe(1, 600),
          readinessProbe: probe(5, 1),
          lifecycle: { preStop: drainImage === undefined ? { sleep: { seconds: atLeast } } : drained },
          volumeMounts: [
            { name: 'bootstrap', mountPath: configFolder, readOnly: true },
            ...(certifier === undefined
              ? []
              : [{ name: 'certificate', mountPath: certificateFolder, readOnly: true }]),
            { name: 'temporary', mountPath: '/tmp' },
          ],
        },
        ...(drainImage === undefined ? [] : [drainer(drainImage, atLeast, atMost)]),
      ],
      volumes: [
        { name: 'bootstrap', configMap: { name: metadata.name } },
        ...(certifier === undefined ? [] : [{ name: 'certificate', secret: { secretName: metadata.name } }]),
        { name: 'temporary', emptyDir: {} },
      ],
    },
  };
  return strategicMerge(own, { spec: { ...pod, containers: [{ name: 'envoy', ...container }] } });
}

const strict: Json = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  readOnlyRootFilesystem: true,
};

/** Envoy is stopped once this request is answered. */
const drained: Json = { httpGet: { path: '/drained', port: drainPort, scheme: 'HTTP' } };

/** The drainer is told to end together with the pod, and then begins to drain Envoy. */
function drainer(image: string, atLeast: number, atMost: number): Json {
  return {
    name: 'drain',
    image,
    args: [
      'drain-envoy',
      `--admin=${adminSocket}`,
      `--port=${drainPort}`,
      `--at-least=${atLeast}`,
      `--at-most=${atMost}`,
    ],
    resources: { requests: { cpu: '5m', memory: '48Mi' } },
    securityContext: strict,
    volumeMounts: [{ name: 'temporary', mountPath: '/tmp' }],
  };
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000);
}

function probe(periodSeconds: number, failureThreshold: number): Json {
  const httpGet = { path: '/ready', port: ownPort, scheme: 'HTTP' };
  return { httpGet, periodSeconds, failureThreshold, successThreshold: 1, timeoutSeconds: 1 };
}
