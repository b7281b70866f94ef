import type { Collection, Graph } from '#graph';
import type { Hostname, Naming, Report, Sidecar } from '#model';
import type { HostnameGenerator, VirtualOutbound } from '#resources';
import type { Inputs } from '../../inputs.ts';
import type { ServedService } from '../service-state.ts';
import { reportGenerators } from './generator-reports.ts';
import type { NamedService } from './made-name.ts';
import type { NamingRule } from './naming-rule.ts';
import { reportOutbounds } from './outbound-reports.ts';
import type { OutboundRule } from './outbound-rule.ts';
import { translateHostnames } from './translate-hostnames.ts';
import { translateVirtualHosts } from './virtual-hosts.ts';
import { virtualNames, virtualServices } from './virtual-services.ts';
import { namingRule, outboundRule } from './written-rules.ts';

/** VirtualServices are the services that VirtualOutbounds make. */
export interface VirtualServices {
  readonly services: Collection<ServedService>;
  /** The report on each VirtualOutbound. */
  readonly reports: Collection<Report>;
  /** nameAll derives the names of VirtualOutbounds and of other services. */
  nameAll(services: Collection<NamedService>): TranslatedNames;
}

/** TranslatedNames is the graph's part of names: those in force, and what became of HostnameGenerators. */
export interface TranslatedNames {
  /** By mesh and name. */
  readonly hostnames: Collection<Hostname>;
  /** What became of the generators that apply to a service, by its ResourceKey. */
  readonly namings: Collection<readonly Naming[]>;
  /** The report on each HostnameGenerator. */
  readonly reports: Collection<Report>;
}

/** translateVirtualOutbounds derives the services that VirtualOutbounds make of inbounds, and their names. */
export function translateVirtualOutbounds(
  graph: Graph,
  inputs: Inputs,
  sidecars: Collection<Sidecar>,
): VirtualServices {
  const outbounds = inputs.of('kuma/VirtualOutbound');
  const rules = graph.map<VirtualOutbound, OutboundRule>('translate/outbound-rules', outbounds, outboundRule);
  const { hosts, problems } = translateVirtualHosts(graph, rules, sidecars);
  const names = virtualNames(graph, hosts);
  return {
    services: virtualServices(graph, hosts),
    reports: reportOutbounds(graph, outbounds, problems),
    nameAll: services => {
      const written = inputs.of('kuma/HostnameGenerator');
      const rules = graph.derive<HostnameGenerator, NamingRule>('translate/naming-rules', written, one => [
        [one.ref.name, namingRule(one)],
      ]);
      const { hostnames, namings, problems } = translateHostnames(graph, rules, services, names);
      return { hostnames, namings, reports: reportGenerators(graph, written, problems) };
    },
  };
}
