import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { type PermissionSchema, RBAC_Action } from '#gen/envoy/config/rbac/v3/rbac_pb.js';
import {
  FilterConfigSchema,
  PerRouteConfigSchema,
} from '#gen/envoy/extensions/filters/http/dynamic_forward_proxy/v3/dynamic_forward_proxy_pb.js';
import { RBACPerRouteSchema, RBACSchema } from '#gen/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import { UpstreamIpPortMatcherSchema } from '#gen/envoy/extensions/rbac/matchers/upstream_ip_port/v3/upstream_ip_port_matcher_pb.js';
import { hostnameMatches, normalizeHostname } from '#lib/hostname.ts';
import type { ByRequest, HostEdit, HttpRule, OnlyTo } from '#model';
import { dnsCache } from '../dynamic-forward-proxy.ts';
import { extension } from '../extension.ts';
import type { FilterNeed } from './http-filter.ts';

const lookUp = 'envoy.filters.http.dynamic_forward_proxy';
const lookUpSettings = pack(FilterConfigSchema, {
  implementationSpecifier: { case: 'dnsCacheConfig', value: dnsCache },
  saveUpstreamAddress: true,
});

/** resolvedHost looks up the host that a request names, for rules that send there; guardedHost then decides by its address. */
export function resolvedHost(rule: HttpRule): readonly FilterNeed[] {
  if (byRequestOf(rule) === undefined || rule.action.kind !== 'forward') return [];
  const perRoute = pack(PerRouteConfigSchema, rewritten(rule.action.host));
  return [{ instance: lookUp, settings: lookUpSettings, clusters: [], perRoute }];
}

/** What is looked up is the host that the route changes it to. With `endpoint`, it is the host of the request. */
function rewritten(host: HostEdit | undefined) {
  switch (host?.kind) {
    case 'header':
      return { hostRewriteSpecifier: { case: 'hostRewriteHeader', value: host.name } } as const;
    case 'name':
      return { hostRewriteSpecifier: { case: 'hostRewriteLiteral', value: host.name } } as const;
    case 'endpoint':
    case 'path':
    case undefined:
      return {};
  }
}

type PermissionInit = MessageInitShape<typeof PermissionSchema>;

const guard = 'envoy.filters.http.rbac/resolved';
const guardSettings = pack(RBACSchema, {});

/**
 * guardedHost refuses requests by the address that their host was resolved to, because a name does not tell where it leads; and
 * by the name itself, where only some names are allowed.
 */
export function guardedHost(rule: HttpRule): readonly FilterNeed[] {
  const byRequest = byRequestOf(rule);
  if (byRequest === undefined || rule.action.kind !== 'forward') return [];
  const host = byRequest.only && refusedName(byRequest.only, rule.action.host);
  const permissions = [
    ...refused(byRequest).map(matcher => ({ rule: { case: 'matcher', value: matcher } as const })),
    ...(host === undefined ? [] : [host]),
  ];
  const policies = {
    'refused-address': { permissions, principals: [{ identifier: { case: 'any', value: true } as const }] },
  };
  const perRoute = pack(RBACPerRouteSchema, { rbac: { rules: { action: RBAC_Action.DENY, policies } } });
  return [{ instance: guard, settings: guardSettings, clusters: [], perRoute }];
}

/** The name that counts is the one that the route changes the host to, as that is looked up. */
function refusedName({ hosts }: OnlyTo, edit: HostEdit | undefined): PermissionInit | undefined {
  const regex = `(?i)(?:${hosts.map(nameExpression).join('|')})\\.?(?::[0-9]+)?`;
  if (edit?.kind === 'name')
    return hosts.some(host => hostnameMatches(host, normalizeHostname(edit.name)))
      ? undefined
      : { rule: { case: 'any', value: true } };
  const header = {
    name: edit?.kind === 'header' ? edit.name : ':authority',
    treatMissingHeaderAsEmpty: true,
    invertMatch: true,
    headerMatchSpecifier: {
      case: 'stringMatch',
      value: { matchPattern: { case: 'safeRegex', value: { regex } } },
    },
  } as const;
  return { rule: { case: 'header', value: header } };
}

function nameExpression(host: string): string {
  const name = (host.startsWith('*.') ? host.slice(2) : host).replaceAll('.', '\\.');
  return host.startsWith('*.') ? `(?:[^.:@/]+\\.)+${name}` : name;
}

function refused({ refusedNetworks, refusedPorts, only }: ByRequest) {
  const networks = refusedNetworks.map(cidr => {
    const [addressPrefix = '', length = ''] = cidr.split('/');
    return { upstreamIp: { addressPrefix, prefixLen: Number(length) } };
  });
  const beside = only === undefined ? [] : [[1, only.port - 1] as const, [only.port + 1, 65_535] as const];
  // Here both ends belong to a range, whatever its type (Int64Range) says.
  const ports = [...refusedPorts.map(port => [port, port] as const), ...beside]
    .filter(([start, end]) => start <= end)
    .map(([start, end]) => ({ upstreamPortRange: { start: BigInt(start), end: BigInt(end) } }));
  return [...networks, ...ports].map(settings => {
    const { name, configType } = extension(
      'envoy.rbac.matchers.upstream_ip_port',
      UpstreamIpPortMatcherSchema,
      settings,
    );
    return { name, typedConfig: configType.value };
  });
}

function byRequestOf({ action }: HttpRule): ByRequest | undefined {
  if (action.kind !== 'forward') return undefined;
  return action.forwarding.destinations
    .flatMap(d => (d.kind === 'backend' && d.weight > 0 ? (d.use.byRequest ?? []) : []))
    .at(0);
}

function pack<D extends DescMessage>(schema: D, settings: MessageInitShape<D>) {
  return anyPack(schema, create(schema, settings));
}
