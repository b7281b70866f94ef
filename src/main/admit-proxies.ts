import { sidecarKey } from '#model';
import type { TagsOf } from '#tokens';
import type { Inputs } from '#translate';
import type { XdsServerOptions } from '#xds';
import type { GatewayCertifier } from './certify-gateways.ts';
import type { Tokens } from './tokens.ts';

/**
 * admitProxies is how the xDS server checks who a proxy is: with a certifier, by its client certificate; else with tokens,
 * by its token; with neither, everybody is admitted. The tags of a Dataplane are looked up in `inputs`.
 */
export function admitProxies(
  {
    tokens,
    certifier,
  }: {
    readonly tokens?: Tokens | undefined;
    readonly certifier?: Pick<GatewayCertifier, 'refusal'> | undefined;
  },
  inputs: () => Inputs,
): Pick<XdsServerOptions, 'admit'> {
  if (certifier !== undefined) return { admit: async claim => certifier.refusal(claim) };
  if (tokens === undefined) return {};
  const tagsOf: TagsOf = (mesh, name) => {
    const dataplane = inputs().of('kuma/Dataplane').get(sidecarKey(mesh, name));
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
