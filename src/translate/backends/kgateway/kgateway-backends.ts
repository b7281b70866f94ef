import type { Tracker } from '#graph';
import { resourceKey } from '#lib/resource-ref.ts';
import {
  type Backend,
  backendKey,
  demandKey,
  type GenericSecret,
  type Report,
  type Verdicts,
  type Want,
} from '#model';
import { type KgatewayBackend, kgatewayBackendKinds } from '#resources';
import { type Authorities, authoritiesIn } from '../../authorities.ts';
import { fails } from '../../verdict.ts';
import { accepted } from '../accepted-backend.ts';
import type { BackendKind, BackendKindContext, BackendState } from '../backend-kind.ts';
import { metadataServersOf } from '../google-metadata.ts';
import type { Said } from './destination-kind.ts';
import { destinationKindOf } from './destinations.ts';
import { usedAs } from './used-as.ts';

interface Translated {
  readonly state: BackendState;
  readonly report: Report;
  readonly secret?: GenericSecret;
}

/**
 * kgateway's Backend, and gloo's Upstream, by each of their names: a reference by any name also finds an object under
 * another.
 */
export const kgatewayBackends: readonly BackendKind[] = kgatewayBackendKinds.map(
  ({ id, group, kind }): BackendKind => ({
    group,
    kind,
    port: 'ignored',
    otherNames: kgatewayBackendKinds.filter(other => other.id !== id),
    unreadableReason: () => 'InvalidBackendRef',
    translate(context) {
      const { graph, inputs } = context;
      const objects = inputs.of(id);
      const authorities = authoritiesIn(inputs);
      const translated = graph.map<KgatewayBackend, Translated>(
        `translate/${id}`,
        objects,
        (object, _key, track) => translate(object, context, authorities, track),
      );
      return {
        objects,
        states: graph.derive<Translated, BackendState>(`translate/${id}-states`, translated, ({ state }) => [
          [state.kind === 'usable' ? state.backend.key : state.key, state],
        ]),
        called: graph.derive<Translated, Backend>(`translate/${id}-called`, translated, ({ state }) =>
          (state.kind === 'usable' ? metadataServersOf(state.backend) : []).map(
            server => [server.key, server] as const,
          ),
        ),
        secrets: graph.derive<Translated, GenericSecret>(
          `translate/${id}-secrets`,
          translated,
          ({ secret }) => (secret === undefined ? [] : [[secret.key, secret]]),
        ),
        reports: graph.view<Translated, Report>(`translate/${id}-reports`, translated, t => t.report),
        wants: graph.derive<KgatewayBackend, Want>(`translate/${id}-wants`, objects, (object, _key, track) =>
          wantsOf(object, context, track).map(want => [demandKey(want), want] as const),
        ),
      };
    },
  }),
);

function wantsOf(object: KgatewayBackend, context: BackendKindContext, track: Tracker) {
  return destinationKindOf(object.spec.destination).wants?.(writtenIn(object), context, track) ?? [];
}

function writtenIn({ ref, spec, metadata: { annotations } }: KgatewayBackend) {
  return { ref, ...spec, annotations };
}

function translate(
  object: KgatewayBackend,
  context: BackendKindContext,
  authorities: Authorities,
  track: Tracker,
): Translated {
  const { ref, spec } = object;
  const key = backendKey(ref);
  const plain = destinationKindOf(spec.destination).build(writtenIn(object), context, track);
  const built = usedAs(plain, object, { ...context, authorities, track });
  if (built.kind === 'refused') {
    const [{ reason, message }] = built.findings;
    return {
      state: { kind: 'unusable', key, problem: { reason, message } },
      report: report(object, built.findings),
    };
  }
  if (built.kind === 'grouped') {
    const state = { kind: 'grouped', key, groups: { by: ref, groups: built.groups } } as const;
    return { state, report: report(object, built.findings) };
  }
  const { findings, verdicts, backend, secret, ...rest } = built;
  const state = { ...rest, kind: 'usable', backend: { key, origin: resourceKey(ref), ...backend } } as const;
  return { state, report: report(object, findings, verdicts), ...(secret === undefined ? {} : { secret }) };
}

function report(
  { ref, apiVersion, metadata: { generation } }: KgatewayBackend,
  said: readonly Said[],
  besides: Verdicts = {},
): Report {
  const errors = said.filter(({ severity }) => severity === 'error');
  const message = `The ${ref.kind} was not accepted: ${errors.map(({ message }) => message).join('; ')}`;
  return {
    ref,
    apiVersion,
    generation,
    findings: said.map(finding => ({ ...finding, ref })),
    outcome: {
      kind: 'object',
      verdicts: { Accepted: errors.length === 0 ? accepted : fails('Invalid', message), ...besides },
    },
  };
}
