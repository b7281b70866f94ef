import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import { protocolName, readAppProtocol } from '../envoy-gateway/app-protocol.ts';
import {
  checkTls,
  type EnvoyGatewayBackendSpec,
  type EnvoyGatewayFallback,
  fallback,
  overprovisioningFactor,
  readUse,
} from '../envoy-gateway/backend.ts';
import type { BackendEndpoint } from '../envoy-gateway/backend-endpoint.ts';
import { type BackendSettings, backendSettingsProperties } from '../envoy-gateway/backend-settings.ts';
import {
  backendTlsExpressions,
  backendTlsProperties,
  backendTlsRules,
} from '../envoy-gateway/backend-tls.ts';
import { subjectAltName } from '../gateway-api/backend-tls-policy.ts';
import { backendObjectProperties } from '../gateway-api/references.ts';
import { type SessionPersistence, sessionPersistence } from '../gateway-api/session-persistence.ts';
import { portName } from '../istio/workload.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, type Expression, expressed, type Report, ruled } from '../schema/annotate.ts';
import type { Read } from '../schema/readonly.ts';
import { endpoints } from './backend-endpoint.ts';

const member = converted(
  Type.Object({ ...backendObjectProperties, subset: Type.Optional(portName) }),
  (ref, _, path): BackendMember => ({ ...ref, at: path() }),
);
const group = Type.Object({ backendRefs: Type.Array(member, { minItems: 1, maxItems: 16 }) });

const tls = expressed(
  ruled(
    Type.Object({
      ...backendTlsProperties,
      subjectAltNames: Type.Array(subjectAltName, { maxItems: 16, default: [] }),
      allowRenegotiation: Type.Boolean({ default: false }),
    }),
    ...backendTlsRules,
  ),
  ...backendTlsExpressions,
);

/** Retries are not a setting of a Backend: routes and policies set them. */
const { retry: _, ...settings } = backendSettingsProperties;

const writtenSpec = Type.Object({
  endpoints: Type.Optional(endpoints),
  dynamic: Type.Optional(Type.Object({})),
  groups: Type.Optional(Type.Array(group, { minItems: 1, maxItems: 16 })),
  protocol: Type.Optional(converted(protocolName, readAppProtocol)),
  tls: Type.Optional(tls),
  fallback: Type.Optional(fallback),
  overprovisioningFactor: Type.Optional(overprovisioningFactor),
  sessionPersistence: Type.Optional(sessionPersistence),
  ...settings,
});
type Written = Read<typeof writtenSpec>;

const timesOfRequests = ['requestTimeout', 'streamIdleTimeout'] as const;

const destinations = ['endpoints', 'dynamic', 'groups'] as const;

/**
 * The wrong combinations, each for a rule with a fixed message: an expression that composed the message would cost more than an
 * API server allows.
 */
const wrongDestinations: readonly (readonly (typeof destinations)[number][])[] = [
  [],
  ['endpoints', 'dynamic'],
  ['endpoints', 'groups'],
  ['dynamic', 'groups'],
  [...destinations],
];

const messages = {
  destination: `must have exactly one of ${destinations.join(', ')}`,
  besideGroups: 'must be left out beside groups: each member is used as it says itself',
  ofRequests: 'is said of requests: write it in a BackendTrafficPolicy, or on the route',
} as const;

const spec = converted(
  expressed(
    ruled(writtenSpec, checkDestination, checkServerNames, checkRequests),
    ...destinationExpressions(),
    ...requestExpressions(),
  ),
  readSpec,
);

/**
 * FairleadBackendSpec covers all that the model can express: the fields of Envoy Gateway's Backend, and
 *
 * - `groups`: groups of other backends, instead of endpoints of its own: each is used while all before it are down.
 * - `settings`: settings for every use of it. They override policies.
 */
export interface FairleadBackendSpec extends EnvoyGatewayBackendSpec {
  readonly groups: readonly BackendGroup[];
  readonly settings: BackendSettings;
  readonly sessionPersistence?: SessionPersistence;
}

/** BackendGroup is backends that share requests among themselves. */
export interface BackendGroup {
  readonly backendRefs: readonly BackendMember[];
}

/** BackendMember is a member of a group: a backend, or a subset of it. */
export interface BackendMember extends EnvoyGatewayFallback {
  readonly subset?: string;
}

function checkDestination(written: Written, report: Report): void {
  const given = destinations.filter(name => written[name] !== undefined);
  if (given.length !== 1) {
    const found = given.join(' and ') || 'none';
    report(`${messages.destination}, but has ${found}`);
    return;
  }
  if (written.groups === undefined) return;
  for (const name of Object.keys(written)) if (name !== 'groups') report(messages.besideGroups, name);
}

/** Fields with more than one type of value (`fallback`) are invisible to an API server's expressions. */
function destinationExpressions(): readonly Expression[] {
  const beside = Object.keys(writtenSpec.properties).filter(
    name => name !== 'fallback' && !destinations.some(destination => destination === name),
  );
  return [
    ...wrongDestinations.map(given => ({
      rule: `!(${destinations.map(name => `${given.includes(name) ? '' : '!'}has(self.${name})`).join(' && ')})`,
      message: `${messages.destination}, but has ${given.join(' and ') || 'none'}`,
    })),
    ...beside.map(name => ({
      rule: `!has(self.groups) || !has(self.${name})`,
      message: messages.besideGroups,
      at: `.${name}`,
    })),
  ];
}

function checkServerNames({ dynamic, tls, endpoints }: Written, report: Report): void {
  checkTls({ type: typeOf(dynamic), ...(tls && { tls }), ...(endpoints && { endpoints }) }, report);
}

/** Hashing of requests, and their timeouts, are for routes and policies to set. */
function checkRequests({ loadBalancer, timeout }: Written, report: Report): void {
  if (loadBalancer?.type === 'ConsistentHash') report(messages.ofRequests, 'loadBalancer', 'type');
  for (const field of timesOfRequests)
    if (timeout?.http?.[field] !== undefined) report(messages.ofRequests, 'timeout', 'http', field);
}

function requestExpressions(): readonly Expression[] {
  return [
    {
      rule: "!has(self.loadBalancer) || self.loadBalancer.type != 'ConsistentHash'",
      message: messages.ofRequests,
      at: '.loadBalancer.type',
    },
    ...timesOfRequests.map(field => ({
      rule: `!has(self.timeout) || !has(self.timeout.http) || !has(self.timeout.http.${field})`,
      message: messages.ofRequests,
      at: `.timeout.http.${field}`,
    })),
  ];
}

function typeOf(dynamic: unknown): EnvoyGatewayBackendSpec['type'] {
  return dynamic === undefined ? 'Endpoints' : 'DynamicResolver';
}

const nobody: readonly BackendEndpoint[] = [];

function readSpec(written: Written): FairleadBackendSpec {
  const { endpoints = nobody, dynamic, groups = [], protocol, fallback, ...rest } = written;
  const { tls, overprovisioningFactor, sessionPersistence, ...settings } = rest;
  return {
    type: typeOf(dynamic),
    endpoints,
    groups,
    appProtocols: protocol === undefined ? [] : [protocol],
    settings,
    ...readUse({ fallback, overprovisioningFactor, dns: settings.dns, tls }),
    ...(sessionPersistence !== undefined && { sessionPersistence }),
  };
}

export const fairleadBackend = defineKind({
  id: 'fairlead/Backend',
  group: 'fairlead.dev',
  kind: 'Backend',
  plural: 'backends',
  shortNames: ['be'],
  versions: ['v1alpha1'],
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: body => body.spec,
});
export type FairleadBackend = ResourceOf<typeof fairleadBackend>;
