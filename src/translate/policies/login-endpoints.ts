import type { IssuerWant, Oidc } from '#model';
import type { AnyPolicy } from '#resources';
import { knownOf } from '../known.ts';
import { calledHost } from './called-service.ts';
import { given } from './given.ts';
import type { PolicyContext } from './policy-kind.ts';
import type { Section, SectionProblem } from './section.ts';

/** LoginContext is where the metadata that issuers publish is looked up. */
export type LoginContext = Pick<PolicyContext, 'addresses' | 'discovered' | 'track'>;

/** LoginEndpoints are the addresses where browsers log in and out, and where tokens are requested. */
export type LoginEndpoints = Pick<Oidc, 'authorizationEndpoint' | 'tokenEndpoint' | 'endSessionEndpoint'>;

/** What must be looked up for a section, and warnings about what could not be looked up again. */
type Wanted = Pick<Section, 'wants' | 'warnings'>;

/** wantedBy picks those two, where there are any. */
export function wantedBy({ wants = [], warnings = [] }: Wanted): Wanted {
  return given({
    wants: wants.length === 0 ? undefined : wants,
    warnings: warnings.length === 0 ? undefined : warnings,
  });
}

type FoundEndpoints = Wanted &
  ({ readonly endpoints: LoginEndpoints } | { readonly problem: SectionProblem });

/**
 * loginEndpoints finds the endpoints: written ones go before those that the issuer publishes. The issuer is asked where
 * either of the first two is not written.
 */
export function loginEndpoints(
  {
    issuer,
    authorizationEndpoint,
    tokenEndpoint,
    endSessionEndpoint,
  }: Partial<LoginEndpoints> & { readonly issuer: string },
  path: string,
  referrer: Pick<AnyPolicy, 'ref'>,
  context: LoginContext,
): FoundEndpoints {
  const ending = given({ endSessionEndpoint });
  if (authorizationEndpoint !== undefined && tokenEndpoint !== undefined)
    return { endpoints: { authorizationEndpoint, tokenEndpoint, ...ending } };
  const url = issuer.replace(/\/$/, '');
  if (!/^https?:\/\/[^\s?#@]+$/.test(url) || !URL.canParse(url)) {
    const message = 'is not a web address, so that it cannot be asked where to log in: write both endpoints';
    return { problem: { reason: 'Invalid', message, path } };
  }
  const host = calledHost(url, path, referrer, context);
  if ('problem' in host) return host;
  const want: IssuerWant = { kind: 'issuer', url };
  const { answer, error } = knownOf(want, context.discovered, context.track);
  if (answer === undefined) {
    const problem: SectionProblem =
      error === undefined
        ? { reason: 'Pending', message: 'is being asked where to log in', path }
        : { reason: 'Invalid', message: `could not be asked where to log in (${error})`, path };
    return { problem, wants: [want] };
  }
  const stale = `could not be asked again (${error}); what it last said of itself holds`;
  const { kind: _, ...published } = answer;
  return {
    endpoints: {
      ...published,
      ...given({ authorizationEndpoint, tokenEndpoint }),
      ...ending,
    },
    wants: [want],
    ...(error === undefined ? {} : { warnings: [{ reason: 'NotAsked', message: stale, path }] }),
  };
}
