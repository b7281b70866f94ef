import type { RouteFacets } from '#model';
import type { VirtualHostOption } from '#resources';
import { given, unlessEmpty } from './given.ts';
import {
  headerEditsOf,
  problemSections,
  requestFacetsOf,
  restrictionSections,
} from './gloo/request-options.ts';
import type { PolicyKind } from './policy-kind.ts';
import { meaningOf } from './section.ts';

/** VirtualHostOption of gloo: what is done with the requests of a whole Gateway, or of a listener of it. */
export const virtualHostOption: PolicyKind<VirtualHostOption> = {
  id: 'gloo/VirtualHostOption',
  group: 'gateway.solo.io',
  kind: 'VirtualHostOption',
  targets: ['gateway'],
  guards: 'requests',
  isTogether: true,
  requestSettings: () =>
    ({
      cors: 'options.cors',
      edits: 'options.headerManipulation',
      requestBuffer: 'options.bufferPerRoute',
      retries: 'options.retries',
    }) satisfies Partial<Record<keyof RouteFacets, string>>,
  translate({ spec: { options } }) {
    if (options === undefined) return { route: {} };
    const edits = headerEditsOf(options);
    const { route, ...said } = meaningOf([
      ...restrictionSections(options),
      ...problemSections(options, edits),
    ]);
    if (route?.withheld !== undefined) return { route, ...said };
    return { ...said, route: { ...requestFacetsOf(options), ...given({ edits: unlessEmpty(edits) }) } };
  },
};
