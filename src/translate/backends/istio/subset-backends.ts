import type { Collection, Index, Tracker } from '#graph';
import { hasEntries } from '#lib/has-entries.ts';
import { keptList } from '#lib/kept-list.ts';
import { resourceKey } from '#lib/resource-ref.ts';
import { type BackendKey, bySeniority } from '#model';
import { type DestinationRule, type DestinationSubset, portOfSubset, subsetSection } from '#resources';
import type { BackendKindContext, BackendState } from '../backend-kind.ts';
import type { EntryBackend } from './entry-backends.ts';

/** subsetKey is the key of the backend that a subset of `whole` is. */
export function subsetKey(whole: BackendKey, subset: string): BackendKey {
  return [whole, subsetSection(subset)].join('/');
}

/** laySubsets derives a backend for each subset of each port of a ServiceEntry, as the DestinationRules about its hosts name them. */
export function laySubsets(
  translated: Collection<readonly EntryBackend[]>,
  { graph, inputs }: BackendKindContext,
): Collection<BackendState> {
  const rules = graph.index<DestinationRule>(
    'translate/destination-rules-by-host',
    inputs.of('istio/DestinationRule'),
    ({ ref, spec: { targets, subsets } }) =>
      subsets.length === 0
        ? []
        : targets.slice(0, 1).map(({ group, kind, name }) => resourceKey({ ...ref, group, kind, name })),
  );
  return graph.derive<readonly EntryBackend[], BackendState>(
    'translate/subsets-of-service-entries',
    translated,
    (backends, _, track) =>
      backends.flatMap(({ state }) =>
        state.kind !== 'usable' || state.backend.discovery === 'by-request'
          ? []
          : subsetsOf(state, rules, track).map(subset => {
              const own = subsetOf(state, subset);
              return [own.backend.key, own] as const;
            }),
      ),
  );
}

type Usable = Extract<BackendState, { readonly kind: 'usable' }>;

/** Where several rules are about a host, the oldest holds. */
function subsetsOf(
  { alsoAs = [] }: Usable,
  rules: Index<DestinationRule>,
  track: Tracker,
): readonly DestinationSubset[] {
  const found = alsoAs.flatMap(host => {
    const aged = track.fetchAll(rules, host).map(rule => ({
      origin: resourceKey(rule.ref),
      created: rule.metadata.creationTimestamp ?? '',
      subsets: rule.spec.subsets,
    }));
    return aged.toSorted(bySeniority)[0]?.subsets ?? [];
  });
  return [...new Map(found.map(subset => [subset.name, subset])).values()];
}

function subsetOf(whole: Usable, { name, labels }: DestinationSubset): Usable {
  const { backend, sections = [] } = whole;
  const own = backend.endpoints.filter(({ traits: [said] = [] }) => hasEntries(said ?? {}, labels));
  const ports = sections.filter(section => /^[0-9]+$/.test(section));
  return {
    ...whole,
    backend: { ...backend, key: subsetKey(backend.key, name), endpoints: keptList(own) },
    sections: [...ports.map(port => portOfSubset(name, Number(port))), subsetSection(name), ...sections],
  };
}
