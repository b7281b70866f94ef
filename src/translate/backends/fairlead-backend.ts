import { backendKey } from '#model';
import type { FairleadBackend } from '#resources';
import { attemptFacetsOf } from '../policies/backend-settings.ts';
import { sessionOf } from '../routes/session.ts';
import type { BackendGroups, BackendKind } from './backend-kind.ts';
import { translateWritten, unreadableReason } from './written-backend.ts';

/** `fairlead.dev` Backend: it can say everything that the model can. */
export const fairleadBackend: BackendKind = {
  group: 'fairlead.dev',
  kind: 'Backend',
  port: 'ignored',
  unreadableReason,
  translate: context =>
    translateWritten<FairleadBackend>('fairlead-backend', context.inputs.of('fairlead/Backend'), context, {
      groupsOf,
      usedAs: ({ ref, spec: { settings, sessionPersistence } }) => {
        const session = sessionOf(sessionPersistence, backendKey(ref));
        return { facets: attemptFacetsOf(settings), ...(session === undefined ? {} : { session }) };
      },
    }),
};

function groupsOf({ ref, spec: { groups } }: FairleadBackend): BackendGroups | undefined {
  if (groups.length === 0) return undefined;
  return {
    by: ref,
    groups: groups.map(({ backendRefs }) => backendRefs.map(({ at, ...ref }) => ({ ref, at }))),
  };
}
