import { HttpConnectionManager_PathWithEscapedSlashesAction as Action } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import type { ListenerFacet } from './listener-facet.ts';

const actions = {
  keep: Action.KEEP_UNCHANGED,
  reject: Action.REJECT_REQUEST,
  'unescape-and-forward': Action.UNESCAPE_AND_FORWARD,
  'unescape-and-redirect': Action.UNESCAPE_AND_REDIRECT,
};

/** paths says how paths are brought into canonical form before they are matched. */
export const paths: ListenerFacet<'paths'> = {
  facet: 'paths',
  encode: ({ normalizes, mergeSlashes, escapedSlashes }) => ({
    manager: {
      ...(normalizes === undefined ? {} : { normalizePath: normalizes }),
      ...(mergeSlashes === undefined ? {} : { mergeSlashes }),
      ...(escapedSlashes === undefined ? {} : { pathWithEscapedSlashesAction: actions[escapedSlashes] }),
    },
  }),
};
