import type { Collection, Graph } from '#graph';
import type { Finding } from '#lib/finding.ts';
import type { Report } from '#model';
import type { VirtualOutbound } from '#resources';
import { reportOn } from '../../report.ts';
import { holds } from '../../verdict.ts';
import type { OutboundProblem } from './virtual-hosts.ts';

/** How many problems of one VirtualOutbound are reported: a mistake in a template recurs for all inbounds. */
const told = 10;

/** reportOutbounds derives the report on each VirtualOutbound: for which inbounds it makes nothing. */
export function reportOutbounds(
  graph: Graph,
  outbounds: Collection<VirtualOutbound>,
  problems: Collection<OutboundProblem>,
): Collection<Report> {
  const byOutbound = graph.index('translate/problems-by-outbound', problems, ({ outbound }) => [outbound]);
  return graph.map<VirtualOutbound, Report>(
    'translate/outbound-reports',
    outbounds,
    (outbound, key, track) => {
      const own = track.fetchAll(byOutbound, key);
      const findings = own.slice(0, told).map(({ reason, message }): Finding => {
        return { severity: 'warning', reason, message, path: 'conf', ref: outbound.ref };
      });
      if (own.length > told) {
        const message = `makes nothing for ${own.length - told} more sorts of inbounds`;
        findings.push({
          severity: 'warning',
          reason: 'TemplateError',
          message,
          path: 'conf',
          ref: outbound.ref,
        });
      }
      const verdicts = { Accepted: holds('Accepted', 'The VirtualOutbound was accepted') };
      return reportOn(outbound, findings, { kind: 'object', verdicts });
    },
  );
}
