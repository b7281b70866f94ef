import type { HttpRule, OverridingAnswer, ResponseOverride } from '#model';
import type { SeenRequest } from '../request.ts';
import type { Judge } from './judgement.ts';

/** responseOverrides replace answers, of backends and of the proxy itself. */
export const responseOverrides: Judge = ({ responseOverrides }) => {
  if (responseOverrides === undefined) return undefined;
  const statuses = responseOverrides.rules.map(words).join('; ');
  return { kind: 'shapes', why: `other answers stand in for those of ${statuses}` };
};

function words({ statuses, from }: ResponseOverride): string {
  const ranges = statuses.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`));
  const by = from === undefined ? '' : ` by the ${from}`;
  return `${ranges.length === 0 ? 'any status' : `status ${ranges.join(', ')}`}${by}`;
}

/** Overriding is what a client gets in place of an answer. */
export interface Overriding {
  readonly status: number;
  readonly location?: string;
}

/** overridingOf is what replaces an answer that the proxy itself gives to a request; undefined where that answer stays. */
export function overridingOf(
  { responseOverrides }: HttpRule,
  status: number,
  request: SeenRequest,
): Overriding | undefined {
  // The proxy's own answers have none of the headers that a rule may ask for.
  const found = responseOverrides?.rules.find(
    ({ statuses, headers, from }) =>
      from !== 'backend' &&
      headers.length === 0 &&
      (statuses.length === 0 || statuses.some(({ first, last }) => first <= status && status <= last)),
  );
  if (found === undefined) return undefined;
  const { answer } = found;
  if (answer.kind === 'answer') return { status: answer.status ?? status };
  return { status: answer.status, location: locationOf(answer, request) };
}

const wellKnownPorts = { http: 80, https: 443 } as const;

/** What `envoy/location.ts` makes Envoy say. */
function locationOf(
  { scheme, hostname, port, path }: Extract<OverridingAnswer, { kind: 'redirect' }>,
  request: SeenRequest,
): string {
  const isWritten = port !== undefined && (scheme === undefined || wellKnownPorts[scheme] !== port);
  const isAsAsked = port === undefined && scheme === undefined;
  const host = hostname ?? (isAsAsked ? request.authority : request.authority.replace(/:\d+$/, ''));
  return `${scheme ?? request.scheme}://${host}${isWritten ? `:${port}` : ''}${path ?? request.path}`;
}
