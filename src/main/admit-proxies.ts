import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { TagsOf } from '#tokens';
import type { Inputs } from '#translate';
import type { XdsServerOptions } from '#xds';
import type { Tokens } from './tokens.ts';

/** admitProxies is how streams are asked for tokens; without `tokens` nobody is. What a Dataplane is, is looked up in `inputs`. */
export function admitProxies(
  tokens: Tokens | undefined,
  inputs: () => Inputs,
): Pick<XdsServerOptions, 'admit'> {
  if (tokens === undefined) return {};
  const tagsOf: TagsOf = (mesh, name) => {
    const ref = { group: 'kuma.io', kind: 'Dataplane', zone: localZone, namespace: mesh, name };
    const dataplane = inputs().of('kuma/Dataplane').get(resourceKey(ref));
    return dataplane && tagsOfInbounds(dataplane.spec.networking);
  };
  return { admit: ({ view, credentials }) => tokens.checkProxy({ view, token: credentials }, tagsOf) };
}

interface Tagged {
  readonly inbound: readonly { readonly tags: Readonly<Record<string, string>> }[];
  readonly gateway?: { readonly tags: Readonly<Record<string, string>> };
}

/** tagsOfInbounds are all tags of a Dataplane, with all values that they have. */
export function tagsOfInbounds({ inbound, gateway }: Tagged): ReadonlyMap<string, ReadonlySet<string>> {
  const tags = new Map<string, Set<string>>();
  for (const one of gateway === undefined ? inbound : [gateway]) {
    for (const [tag, value] of Object.entries(one.tags))
      tags.set(tag, (tags.get(tag) ?? new Set()).add(value));
  }
  return tags;
}
