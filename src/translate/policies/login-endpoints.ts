import type { IssuerWant, Oidc } from '#model';
import type { AnyPolicy } from '#resources';
import { calledHost } from './called-service.ts';
import { given } from './given.ts';
import { type LookupWords, lookedUp } from './looked-up.ts';
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

const words: LookupWords = {
  pending: 'is being asked where to log in',
  failed: 'could not be asked where to log in',
  failedAgain: 'could not be asked again',
  meanwhile: 'what it last said of itself holds',
};

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
  const found = lookedUp(want, path, words, context);
  if ('problem' in found) return { ...found, wants: [want] };
  const { kind: _, ...published } = found.answer;
  return {
    endpoints: {
      ...published,
      ...given({ authorizationEndpoint, tokenEndpoint }),
      ...ending,
    },
    wants: [want],
    ...(found.warning === undefined ? {} : { warnings: [found.warning] }),
  };
}
