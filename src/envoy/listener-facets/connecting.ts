import type { ListenerFacet } from './listener-facet.ts';

/** connecting is how an endpoint is found for connections that are passed on. */
export const connecting: ListenerFacet<'connecting'> = {
  facet: 'connecting',
  encode: ({ attempts, bySource }) => ({
    tcp: {
      ...(attempts === undefined ? {} : { maxConnectAttempts: attempts }),
      ...(bySource === true ? { hashPolicy: [{ policySpecifier: { case: 'sourceIp', value: {} } }] } : {}),
    },
  }),
};
