import type { Introspection, ShownItem } from '#inspect';
import type { CalledPort, Inbound, Sidecar } from '#model';
import { kriOfPolicy } from './kri.ts';
import { byKind, confsOf, labelsOf, policiesOf } from './rule.ts';
import { inboundConfs } from './rules.ts';

/** proxyPolicies are the policies about a sidecar as a whole, in Kuma's form. */
export function proxyPolicies(sidecar: Sidecar, introspection: Introspection): object {
  const items = introspection.mesh.itemsFor(sidecar).filter(({ about }) => about.kind === 'proxy');
  return { policies: byKind(items).map(([kind, own]) => policyConf(kind, own, introspection)) };
}

/** outboundPolicies are the policies about a sidecar's calls to a port of a service, in Kuma's form. */
export function outboundPolicies(sidecar: Sidecar, port: CalledPort, introspection: Introspection): object {
  const items = introspection.mesh
    .itemsFor(sidecar)
    .filter(
      ({ about }) =>
        about.kind === 'services' || (about.kind === 'ports' && about.ports.includes(port.backend)),
    );
  return { policies: byKind(items).map(([kind, own]) => policyConf(kind, own, introspection)) };
}

/** inboundPolicies are the policies about calls to an inbound of a sidecar, in Kuma's form. */
export function inboundPolicies(sidecar: Sidecar, { name }: Inbound, introspection: Introspection): object {
  const items = introspection.mesh
    .itemsFor(sidecar)
    .filter(({ about }) => about.kind === 'inbounds' && about.names.includes(name));
  return {
    policies: byKind(items).map(([kind, own]) => ({
      kind,
      rules: inboundConfs(kind, own).flatMap(({ conf, matches }) =>
        conf.map(one => ({ ...(matches === undefined ? {} : { matches }), conf: one })),
      ),
      origins: originsOf(own, introspection),
    })),
  };
}

function policyConf(kind: string, items: readonly ShownItem[], introspection: Introspection): object {
  const confs = confsOf(kind, items);
  return {
    kind,
    conf: confs.length === 1 ? confs[0] : { rules: confs },
    origins: originsOf(items, introspection),
  };
}

function originsOf(items: readonly ShownItem[], introspection: Introspection): readonly object[] {
  return policiesOf(items).map(policy => ({ kri: kriOfPolicy(policy, labelsOf(policy, introspection)) }));
}
