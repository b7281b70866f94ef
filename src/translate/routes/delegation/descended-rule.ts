import type { HttpAction, HttpRule } from '#model';
import { bothEdits } from '../../header-edit.ts';
import { given } from '../../policies/given.ts';
import { withPreflight } from '../preflight.ts';

/**
 * underRule is a rule together with what a rule says that went on in its route: its filters, time limits and attempts. What both say,
 * the lower one says, unless the upper one `goesFirst`. What policies say is put together elsewhere.
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
      // Of two that set the same header, the later does.
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

/** What is answered above is answered for all that is below. */
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
