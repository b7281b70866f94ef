import { isError } from '#lib/finding.ts';
import { demandKey, type Report, type Want } from '#model';
import type { ServiceEntry } from '#resources';
import { reportOn } from '../../report.ts';
import { fails } from '../../verdict.ts';
import { accepted } from '../accepted-backend.ts';
import type { BackendKind } from '../backend-kind.ts';
import { wantsOf } from '../resolved-names.ts';
import { type EntryBackend, layEntryBackends, writtenEndpointsOf } from './entry-backends.ts';
import { laySubsets } from './subset-backends.ts';

/** Istio's ServiceEntry, referred to by its own name: each port is a backend, and so is each subset of one. */
export const serviceEntry: BackendKind = {
  group: 'networking.istio.io',
  kind: 'ServiceEntry',
  port: 'required',
  unreadableReason: () => 'InvalidBackendRef',
  translate(context) {
    const { graph, inputs } = context;
    const objects = inputs.of('istio/ServiceEntry');
    const { translated, states } = layEntryBackends(context);
    return {
      objects,
      states: graph.join('translate/service-entries-and-subsets', [states, laySubsets(translated, context)]),
      reports: graph.map<readonly EntryBackend[], Report>(
        'translate/service-entry-reports',
        translated,
        (backends, key, track) => {
          const entry = track.fetch(objects, key);
          return entry && report(entry, backends);
        },
      ),
      wants: graph.derive<ServiceEntry, Want>('translate/service-entry-wants', objects, (entry, _, track) =>
        writtenEndpointsOf(entry, context, track).flatMap(written =>
          wantsOf(written, context, track).map(want => [demandKey(want), want] as const),
        ),
      ),
    };
  },
};

/** A mistake in an endpoint shows at every port: it is reported once. */
function report(entry: ServiceEntry, backends: readonly EntryBackend[]): Report {
  const said = new Map(
    backends.flatMap(({ findings }) => findings).map(one => [[one.path, one.message].join('\n'), one]),
  );
  const findings = [...said.values()].map(finding => ({ ...finding, ref: entry.ref }));
  const errors = findings.filter(isError);
  const message = `The ServiceEntry was not accepted: ${errors.map(({ message }) => message).join('; ')}`;
  const Accepted = errors.length === 0 ? accepted : fails('Invalid', message);
  return reportOn(entry, findings, { kind: 'object', verdicts: { Accepted } });
}
