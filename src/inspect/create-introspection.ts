import type { Collection } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { hasEntries } from '#lib/has-entries.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { type AnyResource, kindOf } from '#resources';
import type { ObjectStatus } from '#status';
import { walkSample } from '#walk';
import { createAdvisor } from './advice/create-advisor.ts';
import { type Beside, cellsOf } from './columns.ts';
import { explain } from './explain.ts';
import { findResource } from './find-resource.ts';
import { hasTags } from './has-tags.ts';
import type { Inspected } from './inspected.ts';
import type { Introspection, LocatedFindings, Row, Selection } from './introspection.ts';
import { byPlace, type Locate, locateFinding } from './located-finding.ts';
import { lookedUpAt } from './looked-up.ts';
import { inspectMesh } from './mesh/mesh-introspection.ts';
import { draw } from './picture/draw.ts';
import { outcomeOf } from './picture/outcome.ts';
import { countReferrers } from './referrers.ts';
import { explainRequest } from './request/explain-request.ts';
import { type ServedKind, servedKinds } from './served-kind.ts';
import { showObject } from './shown-object.ts';
import { WalkedGateways } from './walked-gateways.ts';

/** createIntrospection makes an Introspection that answers from the pipeline's present state. */
export function createIntrospection(inspected: Inspected): Introspection {
  const { graph, statuses, findings, times, locate, written } = inspected;
  const resource = (key: ResourceKey) => findResource(inspected.resources, key);
  const referrers = countReferrers(inspected.resources);
  const besideOf = (key: ResourceKey): Beside => ({
    referrers: () => referrers(key),
    lookedUpAt: () => lookedUpAt(key, inspected),
  });
  const exists = (key: ResourceKey) => resource(key) !== undefined || statuses.has(key);
  const gateways = new WalkedGateways(inspected);
  const object = (key: ResourceKey) => {
    if (!exists(key)) return undefined;
    const status = statuses.get(key);
    return showObject(key, written(key), resource(key), status && times.withTimes(key, status));
  };
  return {
    kinds: () => servedKinds,
    keys: (kind, selection) => keysOf(inspected, kind, selection),
    selects: (kind, key, selection) => isSelected(inspected, kind, key, selection),
    object,
    row: key => (exists(key) ? rowOf(key, resource(key), statuses.get(key), besideOf(key)) : undefined),
    onChange(kind, listener) {
      const prefix = prefixOf(kind);
      let changed = new Set<ResourceKey>();
      const note = (changes: readonly { readonly key: string }[]) => {
        for (const { key } of changes) if (key.startsWith(prefix)) changed.add(key);
      };
      const ends = [
        inspected.resources(kind.id).subscribe(note),
        statuses.subscribe(note),
        graph.onSettled(() => {
          if (changed.size === 0) return;
          const keys = changed;
          changed = new Set();
          listener(keys);
        }),
      ];
      return () => {
        for (const end of ends) end();
      };
    },
    proxies: inspected.proxies,
    placeOf: key => (exists(key) ? locate(key, '') : undefined),
    findingsOf: key => (findings.get(key) ?? []).map(finding => locateFinding(key, finding, locate)),
    findings: limit => locateFindings(findings, locate, limit),
    explain: (key, to) => (exists(key) ? explain(key, resource(key), inspected, to) : undefined),
    explainRequest: asked => explainRequest(asked, inspected, gateways),
    advise: createAdvisor(inspected),
    mesh: inspectMesh(inspected, object),
    picture: () => ({ allowed: inspected.allowed, facts: draw(inspected, gateways) }),
    outcome: (proxy, sample) => {
      const view = gateways.of(proxy);
      return view && outcomeOf(walkSample(view, sample));
    },
    graph: () => graph.dump(),
    metrics: inspected.metrics,
  };
}

function prefixOf({ group, kind }: ServedKind): string {
  return `${group}/${kind}/`;
}

/** Includes objects that have a status but no resource, as no version of them could ever be used. */
function keysOf(inspected: Inspected, kind: ServedKind, selection: Selection): readonly ResourceKey[] {
  const prefix = prefixOf(kind);
  const keys = new Set<ResourceKey>();
  for (const [key] of inspected.resources(kind.id).entries()) keys.add(key);
  for (const [key] of inspected.statuses.entries()) if (key.startsWith(prefix)) keys.add(key);
  return [...keys].filter(key => isSelected(inspected, kind, key, selection)).sort();
}

function isSelected(
  { resources }: Inspected,
  kind: ServedKind,
  key: ResourceKey,
  { namespace, name, within, labels, tags }: Selection,
): boolean {
  if (namespace !== undefined || name !== undefined || within !== undefined) {
    const ref = parseResourceKey(key);
    if (namespace !== undefined && ref.namespace !== namespace) return false;
    if (name !== undefined && ref.name !== name) return false;
    if (within !== undefined && !ref.name.includes(within)) return false;
  }
  if (labels === undefined && tags === undefined) return true;
  const resource = resources(kind.id).get(key);
  if (tags !== undefined && !hasTags(resource, tags)) return false;
  return labels === undefined || hasEntries(resource?.metadata.labels ?? {}, labels);
}

function rowOf(
  key: ResourceKey,
  resource: AnyResource | undefined,
  status: ObjectStatus = {},
  beside: Beside,
): Row | undefined {
  const { group, kind, namespace, name } = parseResourceKey(key);
  const id = kindOf(group, kind)?.id;
  return id === undefined ? undefined : { namespace, name, cells: cellsOf(id, resource, status, beside) };
}

/**
 * Looks up lines only for the findings that are shown, as each look-up reads a file; until then findings are ordered by their
 * keys.
 */
function locateFindings(
  findings: Collection<readonly Finding[]>,
  locate: Locate,
  limit: number,
): LocatedFindings {
  const all = [...findings.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, found]) => found.map(finding => ({ key, finding })));
  const located = all.slice(0, limit).map(({ key, finding }) => locateFinding(key, finding, locate));
  return { total: all.length, findings: located.sort(byPlace) };
}
