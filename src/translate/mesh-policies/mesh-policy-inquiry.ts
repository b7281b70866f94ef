import type { Collection } from '#graph';
import { compareTexts } from '#lib/compare-texts.ts';
import { parseResourceKey } from '#lib/resource-ref.ts';
import type { AppliedCallers, AppliedItem, AppliedTo, MeshPolicyInquiry, Sidecar } from '#model';
import type { AnyMeshPolicy } from '#resources';
import type { PlacedPort } from '../mesh/service-places.ts';
import { serviceTag } from '../mesh/sidecar.ts';
import { writtenDefault } from './default-policies.ts';
import { isCalled } from './is-called.ts';
import { matchedInbounds } from './match-proxy.ts';
import { inOrder, type PolicyItem } from './policy-item.ts';
import { matchedProxy } from './proxy-classes.ts';

interface Asked {
  readonly policies: Collection<AnyMeshPolicy>;
  readonly items: Collection<PolicyItem>;
  readonly sidecars: Collection<Sidecar>;
  /** By BackendKey. */
  readonly ports: Collection<PlacedPort>;
}

/**
 * inquireMeshPolicies makes a MeshPolicyInquiry. An answer costs a pass over all entries of policies, or over all sidecars,
 * and no work at all while nobody asks.
 */
export function inquireMeshPolicies(asked: Asked): MeshPolicyInquiry {
  const { items, sidecars } = asked;
  return {
    itemsFor: key => {
      const sidecar = sidecars.get(key);
      if (sidecar === undefined) return [];
      const all = inOrder([...items.entries()].map(([, item]) => item));
      return all.flatMap(item => itemAt(item, asked)(sidecar));
    },
    partsOf: policy => {
      const own = [...items.entries()].flatMap(([, item]) => (item.policy === policy ? [item] : []));
      const at = inOrder(own).map(item => itemAt(item, asked));
      return [...sidecars.entries()]
        .map(([, sidecar]) => ({ sidecar: sidecar.origin, items: at.flatMap(of => of(sidecar)) }))
        .filter(part => part.items.length > 0)
        .sort((a, b) => compareTexts(a.sidecar, b.sidecar));
    },
  };
}

/** What is the same for all sidecars is found once, for the first that the item is about. */
function itemAt(item: PolicyItem, asked: Asked): (sidecar: Sidecar) => readonly AppliedItem[] {
  let called: AppliedTo | undefined;
  const begun = asked.policies.has(item.policy) ? undefined : begunPolicy(item);
  return sidecar => {
    const inbounds = matchedInbounds(item, matchedProxy(sidecar));
    if (inbounds === undefined) return [];
    const inwards = aboutInbounds(item, inbounds);
    if (inwards === undefined) called ??= aboutCalls(item, asked);
    const about = inwards ?? called ?? { kind: 'proxy' };
    return [{ policy: item.policy, at: item.at, about, ...(begun === undefined ? {} : { begun }) }];
  };
}

function aboutInbounds(
  { subject }: PolicyItem,
  inbounds: readonly { readonly name: string }[],
): AppliedTo | undefined {
  if (subject.kind !== 'inbound') return undefined;
  return { kind: 'inbounds', names: inbounds.map(({ name }) => name), from: callersOf(subject) };
}

function aboutCalls(item: PolicyItem, { ports }: Asked): AppliedTo {
  const { subject } = item;
  if (subject.kind !== 'outbound') return { kind: 'proxy' };
  const { to } = subject;
  if (to.kind === 'Mesh') return { kind: 'services' };
  if (to.kind === 'MeshHTTPRoute') return { kind: 'routes', of: to.name ?? '' };
  const called = [...ports.entries()].flatMap(([, port]) => (isCalled(item, port) ? [port.backend] : []));
  return { kind: 'ports', ports: called.sort(compareTexts), isPort: to.sectionName !== undefined };
}

function callersOf({
  from,
  matches,
}: Extract<PolicyItem['subject'], { readonly kind: 'inbound' }>): AppliedCallers {
  if (matches.length > 0) return { kind: 'matching', matches };
  const tags = {
    ...from?.tags,
    ...(from?.kind === 'MeshService' || from?.kind === 'MeshServiceSubset'
      ? { [serviceTag]: from.name ?? '' }
      : {}),
  };
  return Object.keys(tags).length === 0 ? { kind: 'everybody' } : { kind: 'tagged', tags };
}

function begunPolicy({ policy, mesh }: PolicyItem): AppliedItem['begun'] {
  const { kind, name } = parseResourceKey(policy);
  return writtenDefault(mesh, kind, name);
}
