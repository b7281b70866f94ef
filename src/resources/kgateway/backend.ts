import { Type } from 'typebox';
import type { ResourceRef } from '#lib/resource-ref.ts';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { converted, type Report } from '../schema/annotate.ts';
import { anything } from '../schema/anything.ts';
import { quote } from '../schema/describe.ts';
import type { Read } from '../schema/readonly.ts';
import { aws } from './backend-types/aws.ts';
import { type AwsEc2, awsEc2 } from './backend-types/aws-ec2.ts';
import type { AwsLambda } from './backend-types/aws-lambda.ts';
import { type AzureFunction, azure } from './backend-types/azure.ts';
import { type ConsulService, consul } from './backend-types/consul.ts';
import { type DynamicForwardProxy, dynamicForwardProxy } from './backend-types/dynamic-forward-proxy.ts';
import { type Gcp, gcp } from './backend-types/gcp.ts';
import { type KubeService, kube } from './backend-types/kube.ts';
import { type Pipe, pipe } from './backend-types/pipe.ts';
import { type PriorityGroups, priorityGroups } from './backend-types/priority-groups.ts';
import { type StaticHosts, staticHosts } from './backend-types/static.ts';
import {
  readUpstreamSettings,
  type UpstreamSettings,
  unservedUpstreamSettings,
  upstreamSettingsProperties,
} from './upstream-settings.ts';

/** All types of destinations, by the field that holds each. A new one is a file in `backend-types/` and a line here. */
const types = {
  static: Type.Optional(staticHosts),
  pipe: Type.Optional(pipe),
  dynamicForwardProxy: Type.Optional(dynamicForwardProxy),
  priorityGroups: Type.Optional(priorityGroups),
  aws: Type.Optional(aws),
  awsEc2: Type.Optional(awsEc2),
  consul: Type.Optional(consul),
  kube: Type.Optional(kube),
  azure: Type.Optional(azure),
  gcp: Type.Optional(gcp),
} as const;
const typeNames = Object.keys(types) as readonly (keyof typeof types)[];
/** What other versions have, and what to do instead. */
const elsewhere = {
  ai: 'is not served: models are what agentgateway leads to; to call an API as it is, write static and a BackendConfigPolicy with tls',
  mcp: 'is not served: tools are what agentgateway leads to',
  internalListener: 'is not served: no listener is internal here; refer to what its routes lead to',
  upstreamSpec: 'is a form of early versions of gloo: write what stands in it directly into spec',
} as const;
const elsewhereNames = Object.keys(elsewhere) as readonly (keyof typeof elsewhere)[];
/** Further names in kgateway's documentation. */
const otherNames: Partial<Record<keyof typeof types, readonly string[]>> = { kube: ['kubernetes'] };

/** KgatewayDestination is where a Backend leads, tagged by its type. */
export type KgatewayDestination =
  | StaticHosts
  | Pipe
  | DynamicForwardProxy
  | PriorityGroups
  | AwsLambda
  | AwsEc2
  | ConsulService
  | KubeService
  | Gcp
  | AzureFunction;

const writtenSpec = Type.Object(
  {
    type: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    ...types,
    ai: Type.Optional(anything),
    mcp: Type.Optional(anything),
    internalListener: Type.Optional(anything),
    upstreamSpec: Type.Optional(anything),
    ...upstreamSettingsProperties,
  },
  { '~unserved': unservedUpstreamSettings, '~ignores': ['discoveryMetadata', 'namespacedStatuses'] },
);

const spec = converted(writtenSpec, readSpec);

/** KgatewayBackendSpec is one form for kgateway's Backend and gloo's Upstream, in whichever API group they are written. */
export interface KgatewayBackendSpec {
  readonly destination: KgatewayDestination;
  /** How it is used, as in gloo's Upstream; absent where nothing is set. */
  readonly settings?: UpstreamSettings;
  /** Present where nobody wrote the object: it was made for this Service. */
  readonly discoveredFrom?: ResourceRef;
}

function readSpec(written: Read<typeof writtenSpec>, report: Report): KgatewayBackendSpec | undefined {
  const others = elsewhereNames.filter(name => written[name] !== undefined);
  for (const other of others) report(elsewhere[other], other);
  if (others.length > 0) return undefined;
  const given = typeNames.filter(name => written[name] !== undefined);
  const [name] = given;
  if (name === undefined || given.length > 1) {
    const found = given.join(' and ') || 'none';
    report(`must have exactly one of ${typeNames.join(', ')}, but has ${found}`);
    return undefined;
  }
  // Deprecated in kgateway, as the field that is present implies the type.
  const { type } = written;
  if (
    type !== undefined &&
    ![name, ...(otherNames[name] ?? [])].some(one => one.toLowerCase() === type.toLowerCase())
  )
    report(`must be ${name}, as that is what is written, but is ${quote(type)}`, 'type');
  const settings = readUpstreamSettings(written, report);
  if (name === 'priorityGroups')
    for (const setting of Object.keys(settings ?? {}))
      report('must be left out where groups are named: its members say it', setting);
  const destination = written[name];
  return destination && { destination, ...(settings === undefined ? {} : { settings }) };
}

const definition = {
  scope: 'Namespaced',
  body: Type.Object({ spec }),
  hub: (body: { readonly spec: KgatewayBackendSpec }) => body.spec,
} as const;

const backend = { kind: 'Backend', plural: 'backends', shortNames: ['be'] } as const;
const upstream = { kind: 'Upstream', plural: 'upstreams', shortNames: ['us'] } as const;

/**
 * kgatewayBackendKinds are several names of one kind: kgateway's Backend, which was first called Upstream, and gloo's Upstream,
 * which kgateway's documentation calls a Backend. All are read alike. The current name comes first.
 */
export const kgatewayBackendKinds = [
  defineKind({
    id: 'kgateway/Backend',
    group: 'gateway.kgateway.dev',
    versions: ['v1alpha1'],
    ...backend,
    ...definition,
  }),
  defineKind({
    id: 'kgateway/Upstream',
    group: 'gateway.kgateway.dev',
    versions: ['v1alpha1'],
    ...upstream,
    ...definition,
  }),
  defineKind({ id: 'gloo/Backend', group: 'gloo.solo.io', versions: ['v1'], ...backend, ...definition }),
  defineKind({ id: 'gloo/Upstream', group: 'gloo.solo.io', versions: ['v1'], ...upstream, ...definition }),
] as const;
/** KgatewayBackend is a resource of any of these kinds. */
export type KgatewayBackend = ResourceOf<(typeof kgatewayBackendKinds)[number]>;
