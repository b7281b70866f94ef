import type { Introspection, ShownItem } from '#inspect';
import { compareTexts } from '#lib/compare-texts.ts';
import { groupBy } from '#lib/group-by.ts';
import type { Sidecar } from '#model';
import { type Attachment, attachmentsOf } from './attachments.ts';
import { kindOfItem, metaOf, policiesOf } from './rule.ts';

/** matchedPolicies are the policies about each part of a sidecar, in Kuma's older form: `kumactl inspect dataplane` reads it. */
export function matchedPolicies(sidecar: Sidecar, introspection: Introspection): object {
  const { mesh } = introspection;
  const attached = mesh
    .itemsFor(sidecar)
    .flatMap(item => attachmentsOf(item, sidecar, mesh).map(attachment => ({ item, attachment })));
  const items = [...groupBy(attached, ({ attachment }) => JSON.stringify(attachment)).values()]
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ ...first.attachment, all: [first, ...others].map(({ item }) => item) }],
    )
    .sort(byPart)
    .map(({ all, ...attachment }) => ({ ...attachment, matchedPolicies: byType(all, introspection) }));
  return { kind: 'SidecarDataplane', total: items.length, items };
}

function byType(items: readonly ShownItem[], introspection: Introspection): object {
  return Object.fromEntries(
    [...groupBy(items, kindOfItem)].map(([kind, own]) => [
      kind,
      policiesOf(own).map(policy => metaOf(policy, introspection)),
    ]),
  );
}

const parts: readonly Attachment['type'][] = ['dataplane', 'inbound', 'service'];

function byPart(a: Attachment, b: Attachment): number {
  return parts.indexOf(a.type) - parts.indexOf(b.type) || compareTexts(a.name, b.name);
}
