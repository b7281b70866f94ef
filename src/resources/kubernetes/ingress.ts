import { Type } from 'typebox';
import { anyHostname } from '#lib/hostname.ts';
import { isIpAddress } from '#lib/ip-address.ts';
import { sharedText } from '#lib/kept-text.ts';
import { defineKind } from '../define-kind.ts';
import { hostname, objectName } from '../gateway-api/fields.ts';
import type { ParentReference } from '../gateway-api/references.ts';
import type { MaybeUnreadable } from '../gateway-api/route-stand-in.ts';
import type { ResourceOf } from '../kind.ts';
import { subdomainPattern } from '../names.ts';
import { converted, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { type IngressBackendRef, ingressBackend } from './ingress-backend.ts';
import { ingressGroup } from './ingress-class.ts';

/** IngressRule is one path of one host, or the default backend, which takes what no other rule of the Ingress takes. */
export interface IngressRule {
  /** `*` is every host that no rule names. Absent for the default backend: all hosts of the Ingress, after all other rules. */
  readonly host?: string;
  readonly path: { readonly type: 'Exact' | 'Prefix'; readonly value: string };
  /** Exactly one. */
  readonly backendRefs: readonly IngressBackendRef[];
  /** No rule of an Ingress has a name. */
  readonly name?: never;
  /** The path where it is written. */
  readonly at: string;
}

/** IngressTls are hosts that are served over TLS; empty `hosts` means all. */
export interface IngressTls {
  readonly hosts: readonly string[];
  readonly secretName?: string;
  /** The path where it is written. */
  readonly at: string;
}

/** IngressSpec is an Ingress in the form of a route: with one rule for each path. */
export interface IngressSpec extends MaybeUnreadable {
  readonly className?: string;
  /** The hosts of all rules. */
  readonly hostnames: readonly string[];
  readonly rules: readonly IngressRule[];
  readonly tls: readonly IngressTls[];
  /** The Gateway that its class leads to. It is not written in the Ingress: translation finds it. */
  readonly parentRefs: readonly ParentReference[];
}

const pathText = Type.String({ maxLength: 1024, pattern: '^$|^/', '~wants': 'a path that begins with "/"' });
const writtenPath = Type.Object({
  path: Type.Optional(pathText),
  pathType: Type.Enum(['Exact', 'Prefix', 'ImplementationSpecific'], { default: 'ImplementationSpecific' }),
  backend: ingressBackend,
});

/** As in Kubernetes, an empty text means no host. */
const ruleHost = converted(
  Type.String({
    maxLength: 253,
    pattern: `^$|^(\\*\\.)?${subdomainPattern}$`,
    '~wants': 'a host name in lower case such as api.example.com or *.example.com',
  }),
  (host, report) => {
    if (isIpAddress(host)) report('must be a host name, not an IP address');
    return host === '' ? anyHostname : host;
  },
);

const path = converted(writtenPath, readPath);
const rule = converted(
  Type.Object({
    host: Type.Optional(ruleHost),
    http: Type.Optional(Type.Object({ paths: Type.Array(path, { minItems: 1, maxItems: 512 }) })),
  }),
  ({ host = anyHostname, http }) => ({
    host,
    rules: (http?.paths ?? []).map((written): IngressRule => ({ ...written, host })),
  }),
);
const tls = converted(
  Type.Object({
    hosts: Type.Array(hostname, { maxItems: 512, default: [] }),
    /** As in Kubernetes, an empty text means no Secret. */
    secretName: Type.Optional(
      Type.String({ maxLength: 253, pattern: '^[^/%\\s\\p{Cc}]*$', '~wants': 'the name of a Secret' }),
    ),
  }),
  ({ hosts, secretName }, _, path): IngressTls => ({
    hosts: [...new Set(hosts)],
    ...(secretName ? { secretName } : {}),
    at: sharedText(path()),
  }),
);

const writtenSpec = ruled(
  Type.Object({
    ingressClassName: Type.Optional(objectName),
    defaultBackend: Type.Optional(ingressBackend),
    /** The name of the field in v1beta1. */
    backend: Type.Optional(ingressBackend),
    rules: Type.Array(rule, { maxItems: 512, default: [] }),
    tls: Type.Array(tls, { maxItems: 512, default: [] }),
  }),
  ({ defaultBackend, backend, rules }, report) => {
    if (defaultBackend !== undefined && backend !== undefined)
      report('must be left out, as defaultBackend says it too', 'backend');
    if (defaultBackend === undefined && backend === undefined && rules.length === 0)
      report('must have rules, or a defaultBackend');
  },
);

/**
 * Reads a path. One of `ImplementationSpecific` is a path prefix; the ending `/*`, which other controllers ask for, means the
 * same.
 */
function readPath(
  { path = '', pathType, backend }: Read<typeof writtenPath>,
  report: Report,
  at: () => string,
): Omit<IngressRule, 'host'> | undefined {
  const isOwn = pathType === 'ImplementationSpecific';
  if (path === '' && !isOwn) {
    report(`is required where the pathType is ${pathType}`, 'path');
    return undefined;
  }
  const value = isOwn ? path.replace(/\/\*$/, '/') || '/' : path;
  const isExpression = isOwn && /[$()*+[\\\]^{|}]/.test(value);
  if (
    /\/\/|\/\.{1,2}(\/|$)|%2f/i.test(value) ||
    (isExpression ? /[\s\p{Cc}#]/u : /[\s\p{Cc}#?]/u).test(value)
  ) {
    report('must be a path without empty, "." and ".." elements, "%2f", "?" and "#"', 'path');
    return undefined;
  }
  if (isExpression)
    report.warning(
      'is taken as it is written, for what begins with it: it is not a regular expression here; write an HTTPRoute for one',
      'path',
    );
  const type = pathType === 'Exact' ? 'Exact' : 'Prefix';
  return { path: { type, value }, backendRefs: [backend], at: sharedText(at()) };
}

function readSpec({ ingressClassName, rules, tls, ...written }: Read<typeof writtenSpec>): IngressSpec {
  const standard = written.defaultBackend ?? written.backend;
  const hosts = [...rules.map(({ host }) => host), ...(standard === undefined ? [] : [anyHostname])];
  return {
    ...(ingressClassName === undefined ? {} : { className: ingressClassName }),
    hostnames: [...new Set(hosts)],
    rules: [
      ...rules.flatMap(one => one.rules),
      ...(standard === undefined ? [] : [toAll(standard, written.backend === undefined)]),
    ],
    tls,
    parentRefs: [],
  };
}

function toAll(backend: IngressBackendRef, isOfToday: boolean): IngressRule {
  const at = isOfToday ? 'spec.defaultBackend' : 'spec.backend';
  return { path: { type: 'Prefix', value: '/' }, backendRefs: [backend], at };
}

/** ingress is the Ingress of Kubernetes. The fields of v1beta1 are read in both versions. */
export const ingress = defineKind({
  id: 'kubernetes/Ingress',
  group: ingressGroup,
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  versions: ['v1', 'v1beta1'],
  scope: 'Namespaced',
  body: Type.Object({ spec: writtenSpec }),
  hub: ({ spec }) => readSpec(spec),
});
export type Ingress = ResourceOf<typeof ingress>;
