import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { RBAC_Action } from '#gen/envoy/config/rbac/v3/rbac_pb.js';
import {
  FilterConfigSchema,
  PerRouteConfigSchema,
} from '#gen/envoy/extensions/filters/http/dynamic_forward_proxy/v3/dynamic_forward_proxy_pb.js';
import { RBACPerRouteSchema, RBACSchema } from '#gen/envoy/extensions/filters/http/rbac/v3/rbac_pb.js';
import { UpstreamIpPortMatcherSchema } from '#gen/envoy/extensions/rbac/matchers/upstream_ip_port/v3/upstream_ip_port_matcher_pb.js';
import type { ByRequest, HostEdit, HttpRule } from '#model';
import { dnsCache } from '../dynamic-forward-proxy.ts';
import { extension } from '../extension.ts';
import type { FilterNeed } from './http-filter.ts';

const lookUp = 'envoy.filters.http.dynamic_forward_proxy';
const lookUpSettings = pack(FilterConfigSchema, {
  implementationSpecifier: { case: 'dnsCacheConfig', value: dnsCache },
  saveUpstreamAddress: true,
});

/** resolvedHost looks up the host that a request names, for rules that send there, before it is decided about the address. */
export function resolvedHost(rule: HttpRule): readonly FilterNeed[] {
  if (byRequestOf(rule) === undefined || rule.action.kind !== 'forward') return [];
  const perRoute = pack(PerRouteConfigSchema, rewritten(rule.action.host));
  return [{ instance: lookUp, settings: lookUpSettings, clusters: [], perRoute }];
}

/** What the host is changed to is what is looked up. That of an endpoint is the host that was looked up. */
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

const guard = 'envoy.filters.http.rbac/resolved';
const guardSettings = pack(RBACSchema, {});

/** guardedHost refuses requests by what the host that they name was resolved to. A name tells nothing of where it leads. */
export function guardedHost(rule: HttpRule): readonly FilterNeed[] {
  const byRequest = byRequestOf(rule);
  if (byRequest === undefined) return [];
  const policies = {
    'refused-address': {
      permissions: refused(byRequest).map(matcher => ({
        rule: { case: 'matcher', value: matcher } as const,
      })),
      principals: [{ identifier: { case: 'any', value: true } as const }],
    },
  };
  const perRoute = pack(RBACPerRouteSchema, { rbac: { rules: { action: RBAC_Action.DENY, policies } } });
  return [{ instance: guard, settings: guardSettings, clusters: [], perRoute }];
}

function refused({ refusedNetworks, refusedPorts }: ByRequest) {
  const networks = refusedNetworks.map(cidr => {
    const [addressPrefix = '', length = ''] = cidr.split('/');
    return { upstreamIp: { addressPrefix, prefixLen: Number(length) } };
  });
  const ports = refusedPorts.map(port => ({
    upstreamPortRange: { start: BigInt(port), end: BigInt(port + 1) },
  }));
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
