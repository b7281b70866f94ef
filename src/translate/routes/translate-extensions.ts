import type { Collection, Graph, Tracker } from '#graph';
import type { Finding } from '#lib/finding.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import type { GenericSecret, Report } from '#model';
import {
  type AnyPolicy,
  type DirectResponse,
  type EnvoyGatewayRouteFilter,
  rulePolicyKinds,
} from '#resources';
import { authoritiesIn } from '../authorities.ts';
import type { Inputs } from '../inputs.ts';
import type { ReferenceGrants } from '../reference-grants.ts';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import {
  answerAlone,
  type Extension,
  type ResolveExtension,
  type TranslatedExtension,
  translateExtension,
} from './extension.ts';

/** TranslatedExtensions is the part of the graph for filters that are objects of their own. */
export interface TranslatedExtensions {
  /** By ResourceKey. */
  readonly secrets: Collection<GenericSecret>;
  readonly reports: Collection<Report>;
  /** resolver looks extensions up for a route in a namespace. */
  resolver(namespace: string, track: Tracker): ResolveExtension;
}

/** translateExtensions reads every HTTPRouteFilter. A secret that is rotated re-runs no route. */
export function translateExtensions(
  graph: Graph,
  inputs: Inputs,
  grants: ReferenceGrants,
): TranslatedExtensions {
  const written = inputs.of('envoy-gateway/HTTPRouteFilter');
  const authorities = authoritiesIn(inputs);
  const states = graph.map<EnvoyGatewayRouteFilter, TranslatedExtension>(
    'translate/route-filters',
    written,
    (filter, _key, track) => translateExtension(filter, { authorities, grants, track }),
  );
  const extensions = graph.view<TranslatedExtension, Extension>(
    'translate/extensions',
    states,
    ({ extension }) => extension,
  );
  const answers = graph.map<DirectResponse, Extension>(
    'translate/direct-responses',
    inputs.of('kgateway/DirectResponse'),
    answerAlone,
  );
  // All that a route needs to know of a policy here is whether it exists.
  const named = graph.join<Extension>(
    'translate/policies-for-rules',
    rulePolicyKinds.map(({ id }) =>
      graph.view<AnyPolicy, Extension>(`translate/${id}-for-rules`, inputs.of(id), ({ ref }) => ({
        policy: resourceKey(ref),
        cookies: [],
        problems: [],
      })),
    ),
  );
  return {
    secrets: graph.derive<TranslatedExtension, GenericSecret>(
      'translate/route-filter-secrets',
      states,
      ({ secret }) => (secret === undefined ? [] : [[secret.key, secret]]),
    ),
    reports: graph.map<EnvoyGatewayRouteFilter, Report>(
      'translate/route-filter-reports',
      written,
      (filter, key, track) => report(filter, track.fetch(extensions, key)),
    ),
    resolver: (namespace, track) => ref => {
      const key = resourceKey({ ...ref, zone: localZone, namespace });
      return track.fetch(named, key) ?? track.fetch(extensions, key) ?? track.fetch(answers, key);
    },
  };
}

function report(filter: EnvoyGatewayRouteFilter, extension: Extension | undefined): Report {
  const findings = (extension?.problems ?? []).map(
    ({ message, path }): Finding => ({
      severity: 'error',
      reason: 'Invalid',
      message,
      path,
      ref: filter.ref,
    }),
  );
  const [first] = findings;
  const Accepted =
    first === undefined
      ? holds('Accepted', 'The HTTPRouteFilter was accepted')
      : fails('Invalid', `${first.path} ${first.message}`);
  return reportOn(filter, findings, { kind: 'object', verdicts: { Accepted } });
}
