import { anyHostname, isWildcard } from '#lib/hostname.ts';
import { localZone, type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import {
  type AnyResource,
  type Gateway,
  gatewayApiGroup,
  type Ingress,
  type IngressClass,
  type IngressRule,
  type Service,
} from '#resources';
import type { NewName, WrittenObject } from './target.ts';
import { written } from './written-fields.ts';

const apiVersion = `${gatewayApiGroup}/v1`;
/** The most rules that an HTTPRoute may have. */
const mostRules = 16;

/** WrittenIngress is an Ingress written as HTTPRoutes. */
export interface WrittenIngress {
  readonly objects: readonly WrittenObject[];
  /** The name by which policies and grants may refer to it, where it became a single route. */
  readonly name: NewName | undefined;
  /** What the routes cannot express, in words. */
  readonly lost: readonly string[];
}

/** The paths that HTTPRoute allows. */
const pathOfRoute = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

/** KnownObjects are the objects that Ingresses refer to, or that serve them. */
export interface KnownObjects {
  readonly services: ReadonlyMap<string, Service>;
  readonly gateways: ReadonlyMap<string, Gateway>;
  readonly classes: ReadonlyMap<string, IngressClass>;
  /** ResourceKeys of all objects, so that no name of an HTTPRoute or a GatewayClass is used twice. */
  readonly taken: ReadonlySet<string>;
}

/** knownAmong collects them from all objects. */
export function knownAmong(resources: readonly AnyResource[]): KnownObjects {
  const services = resources.flatMap(one => (one.id === 'kubernetes/Service' ? [one] : []));
  const gateways = resources.flatMap(one => (one.id === 'gateway-api/Gateway' ? [one] : []));
  const classes = resources.flatMap(one => (one.id === 'kubernetes/IngressClass' ? [one] : []));
  return {
    services: new Map(services.map(one => [resourceKey(one.ref), one])),
    gateways: new Map(gateways.map(one => [resourceKey(one.ref), one])),
    classes: new Map(classes.map(one => [one.ref.name, one])),
    taken: new Set(resources.map(({ ref }) => resourceKey(ref))),
  };
}

/** writeIngress writes an Ingress as HTTPRoutes, one for each host, or says why it cannot. */
export function writeIngress({ ref, spec, metadata }: Ingress, known: KnownObjects): WrittenIngress | string {
  const [parent] = spec.parentRefs;
  if (parent === undefined) return 'no class of ours has it';
  const unknown = spec.rules
    .flatMap(({ backendRefs }) => backendRefs)
    .find(one => portOf(one, ref, known) === undefined);
  if (unknown !== undefined)
    return `${unknown.at} names port ${unknown.portName} of Service ${unknown.name}, which was not found`;
  const odd = spec.rules.find(({ path }) => !pathOfRoute.test(path.value));
  if (odd !== undefined)
    return `${odd.at} has a path with characters that a path of an HTTPRoute cannot have: ${odd.path.value}`;
  const leftOver = spec.rules.find(({ host }) => host === undefined);
  const hosts = [...new Set(spec.rules.map(({ host = anyHostname }) => host))];
  const parts = hosts.flatMap(host => {
    const own = spec.rules.filter(rule => rule.host === host);
    const isComplete = own.some(({ path }) => path.type === 'Prefix' && path.value === '/');
    const rules = leftOver === undefined || isComplete ? own : [...own, leftOver];
    return Array.from({ length: Math.ceil(rules.length / mostRules) }, (_, i) => ({
      host,
      rules: rules.slice(i * mostRules, (i + 1) * mostRules),
    }));
  });
  const namespace = ref.namespace;
  const nameOf = (i: number) =>
    freeName(parts.length === 1 ? ref.name : `${ref.name}-${i + 1}`, namespace, known);
  const routes = parts.map(({ host, rules }, i) => ({
    apiVersion,
    kind: 'HTTPRoute',
    metadata: { name: nameOf(i), namespace },
    spec: written({
      parentRefs: [
        written({
          name: parent.name,
          namespace: parent.namespace === namespace ? undefined : parent.namespace,
        }),
      ],
      hostnames: host === anyHostname ? [] : [host],
      rules: rules.map(rule => ruleOf(rule, ref, known)),
    }),
  }));
  const [name] = routes.length === 1 ? routes.map(({ metadata }) => metadata.name) : [];
  return {
    objects: routes,
    name: name === undefined ? undefined : { group: gatewayApiGroup, kind: 'HTTPRoute', name },
    lost: [
      ...annotationsOf(metadata.annotations),
      ...hosts
        .filter(isWildcard)
        .map(host => `that ${host} stands for one label: in an HTTPRoute it stands for any number`),
      ...(leftOver === undefined
        ? []
        : ['that its default backend has what other routes leave over at their hosts']),
      ...(spec.tls.some(({ secretName }) => secretName !== undefined) &&
      known.gateways.has(gatewayKeyOf(parent))
        ? [`its TLS: add listeners with its certificates to Gateway ${parent.namespace}/${parent.name}`]
        : []),
    ],
  };
}

function ruleOf({ path, backendRefs }: IngressRule, ref: ResourceRef, known: KnownObjects) {
  const type = path.type === 'Prefix' ? 'PathPrefix' : path.type;
  return {
    matches: [{ path: { type, value: path.value } }],
    backendRefs: backendRefs.map(one => {
      const { group, kind, name } = one;
      const isService = group === '' && kind === 'Service';
      const port = portOf(one, ref, known);
      return { ...(isService ? {} : { group, kind }), name, ...(isService ? { port } : {}) };
    }),
  };
}

/** The port of a backend, looked up if it is given by name; 0 where the backend has none, undefined where the name is unknown. */
function portOf(
  { group, kind, name, port, portName }: IngressRule['backendRefs'][number],
  { namespace }: ResourceRef,
  { services }: KnownObjects,
): number | undefined {
  if (portName === undefined) return port ?? 0;
  const service = services.get(resourceKey({ group, kind, zone: localZone, namespace, name }));
  return service?.spec.ports.find(one => one.name === portName)?.port;
}

function annotationsOf(annotations: Readonly<Record<string, string>>): readonly string[] {
  const others = Object.keys(annotations)
    .filter(name => name !== 'kubernetes.io/ingress.class' && !name.startsWith('kubectl.kubernetes.io/'))
    .sort();
  return others.length === 0 ? [] : [`its annotations: ${others.join(', ')}`];
}

function freeName(name: string, namespace: string, known: KnownObjects): string {
  const key = resourceKey({ group: gatewayApiGroup, kind: 'HTTPRoute', zone: localZone, namespace, name });
  return known.taken.has(key) ? freeName(`${name}-ingress`, namespace, known) : name;
}

/** gatewayKeyOf is the gateway that an Ingress has as its parent, as a ResourceKey. */
export function gatewayKeyOf({ name, namespace = 'default' }: Ingress['spec']['parentRefs'][number]): string {
  return resourceKey({ group: gatewayApiGroup, kind: 'Gateway', zone: localZone, namespace, name });
}

/** severalRoutes says why an Ingress that a policy targets stays as it is. */
export function severalRoutes(policy: string, { objects }: WrittenIngress): string {
  return `${policy} is about it, and it would be ${objects.length} HTTPRoutes`;
}
