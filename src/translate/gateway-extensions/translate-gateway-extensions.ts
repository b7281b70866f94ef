import type { Collection, Graph } from '#graph';
import type { Report } from '#model';
import type { GatewayExtension } from '#resources';
import { authoritiesIn } from '../authorities.ts';
import { type BackendLookup, resolveBackendRef } from '../backend-ref.ts';
import type { Inputs } from '../inputs.ts';
import type { PolicyContext } from '../policies/policy-kind.ts';
import { reportOn } from '../report.ts';
import { fails, holds } from '../verdict.ts';
import { extAuthOf } from './ext-auth.ts';
import { extProcOf } from './ext-proc.ts';
import type { BrokenExtension, ExtensionMeaning, ExtensionState } from './extension-state.ts';
import { jwtOf } from './jwt.ts';
import { oauth2Of } from './oauth2.ts';
import { rateLimitOf } from './rate-limit.ts';

/** TranslatedGatewayExtensions is the part of the graph for kgateway's GatewayExtensions. */
export interface TranslatedGatewayExtensions {
  /** By ResourceKey. */
  readonly states: Collection<ExtensionState>;
  readonly reports: Collection<Report>;
}

/** translateGatewayExtensions translates each once, whichever policies name it. */
export function translateGatewayExtensions(
  graph: Graph,
  inputs: Inputs,
  { addresses, discovered }: Pick<PolicyContext, 'addresses' | 'discovered'>,
  lookup: BackendLookup,
): TranslatedGatewayExtensions {
  const written = inputs.of('kgateway/GatewayExtension');
  const authorities = authoritiesIn(inputs);
  const states = graph.map<GatewayExtension, ExtensionState>(
    'translate/gateway-extensions',
    written,
    (extension, key, track) => ({
      origin: key,
      ...meaningOf(extension, {
        addresses,
        authorities,
        discovered,
        track,
        resolve: (ref, referrer) => resolveBackendRef(ref, referrer, lookup, track),
      }),
    }),
  );
  return {
    states,
    reports: graph.map<GatewayExtension, Report>(
      'translate/gateway-extension-reports',
      written,
      (extension, key, track) => report(extension, track.fetch(states, key)),
    ),
  };
}

function meaningOf(
  extension: GatewayExtension,
  context: Pick<PolicyContext, 'resolve' | 'addresses' | 'authorities' | 'discovered' | 'track'>,
): ExtensionMeaning | BrokenExtension {
  const { extAuth, extProc, jwt, oauth2, rateLimit } = extension.spec;
  if (extAuth !== undefined) return extAuthOf(extAuth, extension, context);
  if (extProc !== undefined) return extProcOf(extProc, extension, context);
  if (jwt !== undefined) return jwtOf(jwt, extension, context);
  if (rateLimit !== undefined) return rateLimitOf(rateLimit, extension, context);
  if (oauth2 !== undefined) return oauth2Of(oauth2, extension, context);
  throw new Error('the schema asks for one of them');
}

function report(extension: GatewayExtension, state: ExtensionState | undefined): Report {
  const problems = state?.kind === 'broken' ? state.problems : [];
  const [first] = problems;
  const Accepted =
    first === undefined
      ? holds('Accepted', 'The GatewayExtension was accepted')
      : fails('Invalid', `${first.path} ${first.message}`);
  const warnings = state?.kind === 'oauth2' ? (state.warnings ?? []) : [];
  const findings = [
    ...problems.map(problem => ({ severity: 'error', ...problem, ref: extension.ref }) as const),
    ...warnings.map(warning => ({ severity: 'warning', ...warning, ref: extension.ref }) as const),
  ];
  return reportOn(extension, findings, { kind: 'object', verdicts: { Accepted } });
}
