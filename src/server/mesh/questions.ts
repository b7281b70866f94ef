import { findKind } from '#inspect';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { Sidecar } from '#model';
import { type Answer, refuse } from '../answer.ts';
import { problem } from '../problem.ts';
import { type Asked, all, data, type Question } from '../question.ts';
import { servedPolicies } from '../served-policies.ts';
import { affectedDataplanes, affectedParts } from './affected-dataplanes.ts';
import { configDump, xdsByType } from './config-dump.ts';
import { ofDataplane } from './found-sidecar.ts';
import { kriOfInbound, kriOfPort } from './kri.ts';
import { layoutOf } from './layout.ts';
import { matchedPolicies } from './matched-policies.ts';
import { inboundPolicies, outboundPolicies, proxyPolicies } from './policies.ts';
import { rulesOf } from './rules.ts';

const dataplane = '/meshes/:mesh/dataplanes/:name';

/** meshQuestions are what `kumactl inspect` and Kuma's pages ask about a Dataplane or a policy. */
export const meshQuestions: readonly Question[] = [
  {
    path: `${dataplane}/_layout`,
    answer: ofDataplane((sidecar, { introspection }) => data(layoutOf(sidecar, introspection))),
  },
  {
    path: `${dataplane}/_rules`,
    answer: ofDataplane((sidecar, { introspection }) => data(rulesOf(sidecar, introspection))),
  },
  {
    path: `${dataplane}/_policies`,
    answer: ofDataplane((sidecar, { introspection }) => data(proxyPolicies(sidecar, introspection))),
  },
  { path: `${dataplane}/_inbounds/:kri/_policies`, answer: ofDataplane(policiesAtInbound) },
  { path: `${dataplane}/_outbounds/:kri/_policies`, answer: ofDataplane(policiesAtOutbound) },
  {
    path: `${dataplane}/policies`,
    answer: ofDataplane((sidecar, { introspection }) => data(matchedPolicies(sidecar, introspection))),
  },
  { path: `${dataplane}/xds`, query: ['include_eds'], answer: ofDataplane(xds) },
  { path: `${dataplane}/_config`, query: ['shadow', 'include'], answer: ofDataplane(config) },
  { path: `${dataplane}/stats`, answer: ofDataplane(ofEnvoyAlone('stats')) },
  { path: `${dataplane}/clusters`, answer: ofDataplane(ofEnvoyAlone('clusters')) },
  { path: '/meshes/:mesh/:kind/:name/_resources/dataplanes', query: ['name'], answer: resources },
  { path: '/meshes/:mesh/:kind/:name/dataplanes', answer: affected },
];

function policiesAtInbound(sidecar: Sidecar, { segments: { kri }, introspection }: Asked): Answer {
  const inbound = sidecar.inbounds.find(({ name }) => kriOfInbound(sidecar, name) === kri);
  return inbound === undefined
    ? refuse(404, `the Dataplane has no inbound ${kri}; _layout lists them`)
    : data(inboundPolicies(sidecar, inbound, introspection));
}

function policiesAtOutbound(sidecar: Sidecar, { segments: { kri }, introspection }: Asked): Answer {
  const port = introspection.mesh.reached(sidecar).find(one => kriOfPort(one) === kri);
  return port === undefined
    ? refuse(404, `the Dataplane reaches no ${kri}; _layout lists what it reaches`)
    : data(outboundPolicies(sidecar, port, introspection));
}

async function xds({ id }: Sidecar, { query, introspection: { mesh } }: Asked): Promise<Answer> {
  return data(configDump(await mesh.configuration(id), query.get('include_eds') === 'true'));
}

async function config({ id }: Sidecar, { query, introspection: { mesh } }: Asked): Promise<Answer> {
  if (query.get('shadow') === 'true')
    return refuse(
      400,
      'shadow=true is not possible: policies with the label kuma.io/effect are in force like all others. Ask `fairlead diff` what an edit changes',
    );
  const diff = query.getAll('include').includes('diff') ? { diff: [] } : {};
  return data({ xds: xdsByType(await mesh.configuration(id)), ...diff });
}

/** A control plane does not connect to proxies: what only Envoy knows is asked beside it. */
function ofEnvoyAlone(what: 'stats' | 'clusters') {
  return ({ name }: Sidecar): Answer =>
    problem(
      501,
      'Could not execute admin operation',
      `the control plane opens no connection to proxies: ask the Envoy of ${name} on its own machine, at /${what} of its admin interface (where \`fairlead proxy\` runs it: curl --unix-socket admin.sock http://envoy/${what}, in its runtime directory)`,
    );
}

function resources(asked: Asked): Answer {
  const policy = policyOf(asked);
  if (typeof policy !== 'string') return policy;
  return all(affectedDataplanes(policy, asked.query.get('name') ?? '', asked.introspection));
}

function affected(asked: Asked): Answer {
  const policy = policyOf(asked);
  if (typeof policy !== 'string') return policy;
  return all(affectedParts(policy, asked.introspection));
}

/** The key of the policy that a path names, or why there is none. */
function policyOf({ segments: { mesh = '', kind: word = '', name = '' }, introspection }: Asked) {
  const kind = findKind(word);
  if (kind === undefined || !servedPolicies.includes(kind))
    return refuse(404, `${word} is not a kind of policy of a mesh`);
  const key = resourceKey({
    ...{ group: kind.group, kind: kind.kind, zone: localZone },
    ...{ namespace: mesh, name },
  });
  if (introspection.object(key) !== undefined) return key;
  const detail = `Not found: there is no ${kind.kind} ${JSON.stringify(name)} in mesh ${mesh}`;
  return problem(404, 'Could not retrieve a resource', detail);
}
