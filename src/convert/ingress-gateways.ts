import { groupBy } from '#lib/group-by.ts';
import { anyHostname } from '#lib/hostname.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { gatewayApiGroup, type Ingress, listeningPorts } from '#resources';
import { gatewayKeyOf } from './ingresses.ts';
import { claimName, type KnownObjects } from './known-objects.ts';
import type { WrittenObject } from './target.ts';
import { written } from './written-fields.ts';

const apiVersion = `${gatewayApiGroup}/v1`;
/** The namespace of the Gateways that serve Ingresses and that nobody wrote. */
const gatewayNamespace = 'default';
const allowedRoutes = { namespaces: { from: 'All' } };

/** NamedSecret is the Secret with the certificate of a host. */
interface NamedSecret {
  readonly name: string;
  readonly namespace: string;
}

/** writeGateways writes the Gateways that serve Ingresses but that nobody wrote, with a listener for each host with TLS. */
export function writeGateways(ingresses: readonly Ingress[], known: KnownObjects): readonly WrittenObject[] {
  const served = ingresses.flatMap(ingress => {
    const [parent] = ingress.spec.parentRefs;
    return parent === undefined || known.gateways.has(gatewayKeyOf(parent))
      ? []
      : [{ gateway: parent.name, ingress }];
  });
  return [...groupBy(served, ({ gateway }) => gateway)].flatMap(([name, own]) => {
    const secrets = secretsByHost(own.map(({ ingress }) => ingress));
    return [
      ...gatewayClass(name, known),
      {
        apiVersion,
        kind: 'Gateway',
        metadata: { name, namespace: gatewayNamespace },
        spec: { gatewayClassName: name, listeners: listenersOf(name, secrets, known) },
      },
      ...grants(name, [...secrets.values()], known),
    ];
  });
}

/** Of several Secrets for one host the first is shown. */
function secretsByHost(ingresses: readonly Ingress[]): ReadonlyMap<string, NamedSecret> {
  const secrets = ingresses.flatMap(({ ref: { namespace }, spec }) =>
    spec.tls.flatMap(({ hosts, secretName: name }) =>
      name === undefined
        ? []
        : (hosts.length === 0 ? [anyHostname] : hosts).map(host => [host, { name, namespace }] as const),
    ),
  );
  return new Map(
    [...groupBy(secrets, ([host]) => host).values()].flatMap(([first]) => (first ? [first] : [])),
  );
}

function listenersOf(
  gateway: string,
  secrets: ReadonlyMap<string, NamedSecret>,
  { classes }: KnownObjects,
): readonly object[] {
  const ports = listeningPorts(classes.get(gateway));
  return [
    { name: 'http', port: ports.http, protocol: 'HTTP', allowedRoutes },
    ...[...secrets].map(([host, { name, namespace }], i) => ({
      name: `tls-${i + 1}`,
      ...(host === anyHostname ? {} : { hostname: host }),
      port: ports.https,
      protocol: 'HTTPS',
      tls: {
        certificateRefs: [
          written({ name, namespace: namespace === gatewayNamespace ? undefined : namespace }),
        ],
      },
      allowedRoutes,
    })),
  ];
}

function gatewayClass(name: string, { classes, taken }: KnownObjects): readonly WrittenObject[] {
  const ref = { group: gatewayApiGroup, kind: 'GatewayClass', zone: localZone, namespace: '', name };
  if (taken.has(resourceKey(ref))) return [];
  const controllerName = classes.get(name)?.spec.controller ?? 'fairlead.dev/gateway-controller';
  return [{ apiVersion, kind: 'GatewayClass', metadata: { name }, spec: { controllerName } }];
}

/** A Gateway may use Secrets of other namespaces only where these allow it. */
function grants(
  gateway: string,
  secrets: readonly NamedSecret[],
  known: KnownObjects,
): readonly WrittenObject[] {
  const abroad = secrets.filter(({ namespace }) => namespace !== gatewayNamespace);
  return [...groupBy(abroad, ({ namespace }) => namespace)].map(([namespace, own]) => ({
    apiVersion: `${gatewayApiGroup}/v1beta1`,
    kind: 'ReferenceGrant',
    metadata: {
      name: claimName(
        `gateway-${gateway}`,
        { group: gatewayApiGroup, kind: 'ReferenceGrant', zone: localZone, namespace },
        known,
      ),
      namespace,
    },
    spec: {
      from: [{ group: gatewayApiGroup, kind: 'Gateway', namespace: gatewayNamespace }],
      to: [...new Set(own.map(({ name }) => name))].map(name => ({ group: '', kind: 'Secret', name })),
    },
  }));
}
