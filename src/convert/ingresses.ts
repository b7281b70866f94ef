import { anyHostname, isWildcard } from '#lib/hostname.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { gatewayApiGroup, type Ingress, listeningPorts } from '#resources';
import { readAnnotations } from './annotations/index.ts';
import { portOf, rootRule, ruleOf, toTlsRule } from './ingress-rules.ts';
import { claimName, type KnownObjects } from './known-objects.ts';
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
  /** Names of annotations of ingress-nginx that its routes have now. */
  readonly kept: readonly string[];
  /** What the routes cannot express, in words. */
  readonly lost: readonly string[];
}

/** The paths that HTTPRoute allows. */
const pathOfRoute = /^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$/;

/** writeIngress writes an Ingress as HTTPRoutes, one for each host, or says why it cannot. */
export function writeIngress(ingress: Ingress, known: KnownObjects): WrittenIngress | string {
  const { ref, spec, metadata } = ingress;
  const [parent] = spec.parentRefs;
  if (parent === undefined) return 'no class of ours has it';
  const unknown = spec.rules
    .flatMap(({ backendRefs }) => backendRefs)
    .find(one => portOf(one, ref, known) === undefined);
  if (unknown !== undefined)
    return `${unknown.at} names port ${unknown.portName} of Service ${unknown.name}, which was not found`;
  const annotations = readAnnotations(metadata.annotations, spec.rules);
  const odd = spec.rules.find(
    rule => annotations.ofRule(rule).match === undefined && !pathOfRoute.test(rule.path.value),
  );
  if (odd !== undefined)
    return `${odd.at} has the path ${odd.path.value}, which ${oddity(odd.path.value)}${annotations.lost
      .filter(one => one.includes('rewrite-target'))
      .map(one => `; ${one}`)
      .join('')}`;
  const leftOver = spec.rules.find(({ host }) => host === undefined);
  const hosts = [...new Set(spec.rules.map(({ host = anyHostname }) => host))];
  const isWritten = known.gateways.has(gatewayKeyOf(parent));
  const ports = listeningPorts(known.classes.get(parent.name));
  const parts = hosts.flatMap((host): readonly Part[] => {
    const own = spec.rules.filter(rule => rule.host === host);
    const isComplete = own.some(({ path }) => path.type === 'Prefix' && path.value === '/');
    const rules = [
      ...(annotations.root === undefined ? [] : [rootRule(annotations.root)]),
      ...(leftOver === undefined || isComplete ? own : [...own, leftOver]).map(rule =>
        ruleOf(rule, annotations.ofRule(rule), ref, known),
      ),
    ];
    const isOverTls = annotations.toTls !== undefined && !isWritten && hasCertificate(spec.tls, host);
    return [
      ...Array.from({ length: Math.ceil(rules.length / mostRules) }, (_, i) => ({
        ...{ host, rules: rules.slice(i * mostRules, (i + 1) * mostRules) },
        ...(isOverTls ? { port: ports.https } : {}),
      })),
      ...(isOverTls ? [{ host, port: ports.http, rules: [toTlsRule] }] : []),
    ];
  });
  const { namespace } = ref;
  const routes = parts.map(({ host, rules, port }, i) => ({
    apiVersion,
    kind: 'HTTPRoute',
    metadata: {
      name: claimName(
        parts.length === 1 ? ref.name : `${ref.name}-${i + 1}`,
        { group: gatewayApiGroup, kind: 'HTTPRoute', zone: localZone, namespace },
        known,
      ),
      namespace,
    },
    spec: written({
      parentRefs: [
        written({
          name: parent.name,
          namespace: parent.namespace === namespace ? undefined : parent.namespace,
          port,
        }),
      ],
      hostnames: host === anyHostname ? [] : [...new Set([host, ...(annotations.aliases ?? [])])],
      rules,
    }),
  }));
  const [name] = routes.length === 1 ? routes.map(({ metadata }) => metadata.name) : [];
  const unsafe = hosts.filter(host => !hasCertificate(spec.tls, host));
  return {
    objects: routes,
    name: name === undefined ? undefined : { group: gatewayApiGroup, kind: 'HTTPRoute', name },
    kept: annotations.kept,
    lost: [
      ...annotations.lost,
      ...(annotations.toTls === undefined || !isWritten
        ? []
        : ['that clients are redirected to TLS: write it at the listener of its Gateway for plain HTTP']),
      ...(annotations.toTls === 'always' && !isWritten && unsafe.length > 0
        ? [`that clients are redirected to TLS at ${unsafe.join(', ')}, as it has no certificate for it`]
        : []),
      ...hosts
        .filter(isWildcard)
        .map(host => `that ${host} stands for one label: in an HTTPRoute it stands for any number`),
      ...(leftOver === undefined
        ? []
        : ['that its default backend has what other routes leave over at their hosts']),
      ...(spec.tls.some(({ secretName }) => secretName !== undefined) && isWritten
        ? [`its TLS: add listeners with its certificates to Gateway ${parent.namespace}/${parent.name}`]
        : []),
    ],
  };
}

/** A part of an Ingress becomes a route; `port` is that of the listeners at which alone it is served. */
interface Part {
  readonly host: string;
  readonly port?: number;
  readonly rules: readonly object[];
}

function oddity(path: string): string {
  return /[$()*+?[\\\]^{|}]/.test(path)
    ? 'is an expression: nginx.ingress.kubernetes.io/use-regex says that it is meant as one'
    : 'has characters that a path of an HTTPRoute cannot have';
}

function hasCertificate(tls: Ingress['spec']['tls'], host: string): boolean {
  return tls.some(
    ({ hosts, secretName }) => secretName !== undefined && (hosts.length === 0 || hosts.includes(host)),
  );
}

/** gatewayKeyOf is the gateway that an Ingress has as its parent, as a ResourceKey. */
export function gatewayKeyOf({ name, namespace = 'default' }: Ingress['spec']['parentRefs'][number]): string {
  return resourceKey({ group: gatewayApiGroup, kind: 'Gateway', zone: localZone, namespace, name });
}

/** severalRoutes says why an Ingress that a policy targets stays as it is. */
export function severalRoutes(policy: string, { objects }: WrittenIngress): string {
  return `${policy} is about it, and it would be ${objects.length} HTTPRoutes`;
}
