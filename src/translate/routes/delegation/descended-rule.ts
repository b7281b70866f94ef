import type { HttpAction, HttpRule } from '#model';
import { bothEdits } from '../../header-edit.ts';
import { given } from '../../policies/given.ts';
import { withPreflight } from '../preflight.ts';

/**
 * underRule combines a rule with the rule that delegated to its route: filters, time limits and attempts. Where both say
 * something, the lower one holds, unless the upper one `goesFirst`. Policies are combined elsewhere.
 */
export function underRule(own: HttpRule, above: HttpRule, goesFirst: boolean): HttpRule {
  const [first, second] = goesFirst ? [above, own] : [own, above];
  const cors = first.cors ?? second.cors;
  const calls = [...(own.calls ?? []), ...(above.calls ?? [])];
  const credentials = [...(first.credentials ?? []), ...(second.credentials ?? [])];
  return {
    ...own,
    matches: own.cors === undefined && cors !== undefined ? own.matches.flatMap(withPreflight) : own.matches,
    action: underAction(own.action, above.action, goesFirst),
    ...given({
      // Where both set the same header, the later one holds.
      requestHeaders: bothEdits(second.requestHeaders, first.requestHeaders),
      responseHeaders: bothEdits(second.responseHeaders, first.responseHeaders),
      cors,
      ownExtAuth: first.ownExtAuth ?? second.ownExtAuth,
      session: first.session ?? second.session,
      calls: calls.length === 0 ? undefined : calls,
      credentials: credentials.length === 0 ? undefined : credentials,
    }),
  };
}

/** A rule above that answers by itself answers for everything below. */
function underAction(own: HttpAction, above: HttpAction, goesFirst: boolean): HttpAction {
  if (above.kind !== 'forward') return above;
  if (own.kind !== 'forward') return own;
  const { forwarding, ...said } = above;
  const { forwarding: ofOwn, failure, ...ownSaid } = own;
  return {
    ...(goesFirst ? { ...ownSaid, ...said } : { ...said, ...ownSaid }),
    ...given({ failure }),
    forwarding: { ...ofOwn, mirrors: [...ofOwn.mirrors, ...forwarding.mirrors] },
  };
}
