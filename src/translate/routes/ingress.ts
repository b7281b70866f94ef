import { isWildcard } from '#lib/hostname.ts';
import { keptList } from '#lib/kept-list.ts';
import type { HttpRule } from '#model';
import { type Ingress, type IngressRule, ingressGroup } from '#resources';
import { pathMatch } from '../written-match.ts';
import { translateHttpRules, type WrittenRule } from './http-rule.ts';
import { noted } from './noted.ts';
import type { RouteKind } from './route-kind.ts';

/** Ingress of Kubernetes: each path of each host is a rule. */
export const ingress: RouteKind<Ingress> = {
  id: 'kubernetes/Ingress',
  group: ingressGroup,
  kind: 'Ingress',
  shape: 'http',
  protocols: ['HTTP', 'HTTPS'],
  contest: 'nothing',
  isUnlisted: true,
  translate: ({ ref, spec: { rules } }, resolve, extension) => {
    const { value, notes } = translateHttpRules(rules.map(read), ref, resolve, extension);
    if (value.kind !== 'http') return { value, notes };
    const hosted = value.rules.map((rule, i) => withHost(rule, rules[i]));
    return noted({ ...value, rules: keptList(hosted) }, ...notes);
  },
};

/** A missing backend is a service that is not available: hence 503. */
function read({ host, path: { type, value }, backendRefs }: IngressRule): WrittenRule {
  const path = pathMatch({ type: type === 'Prefix' ? 'PathPrefix' : type, value });
  return {
    matches: [{ path, headers: host === undefined ? [] : hostCondition(host), queryParams: [] }],
    filters: [],
    backendRefs: backendRefs.map(ref => ({ ...ref, filters: [] })),
    ignored: [],
    failure: 503,
  };
}

/** A wildcard of an Ingress stands for one label; as a domain of Envoy, and in the Gateway API, for one or more. */
function hostCondition(host: string) {
  if (!isWildcard(host)) return [];
  const rest = host.slice(1).replaceAll('.', '\\.');
  return [{ name: ':authority', kind: 'regex', value: `(?i)[^.]+${rest}(:[0-9]+)?` } as const];
}

function withHost(rule: HttpRule, written: IngressRule | undefined): HttpRule {
  if (written === undefined) return rule;
  const { host } = written;
  return host === undefined ? { ...rule, isLastResort: true } : { ...rule, host };
}

/** rulesFor gives the rules of a route for one of its hosts; rules for other hosts match no requests, but keep their place. */
export function rulesFor(host: string, rules: readonly HttpRule[]): readonly HttpRule[] {
  return rules.map(rule => (rule.host === undefined || rule.host === host ? rule : { ...rule, matches: [] }));
}
