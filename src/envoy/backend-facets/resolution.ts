import { DnsLookupFamily } from '#gen/envoy/extensions/clusters/common/dns/v3/dns_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { Resolution } from '#model';
import type { BackendFacet } from './backend-facet.ts';

/** resolution is how the proxy looks up names; it says nothing of names that the control plane resolves. */
export const resolution: BackendFacet<'resolution'> = {
  facet: 'resolution',
  encode: ({ refresh, jitter, respectTtl, family, failure, kind }) => ({
    dns: {
      ...(refresh === undefined ? {} : { dnsRefreshRate: protobufDuration(refresh) }),
      ...(jitter === undefined ? {} : { dnsJitter: protobufDuration(jitter) }),
      ...(respectTtl === undefined ? {} : { respectDnsTtl: respectTtl }),
      ...(family === undefined ? {} : { dnsLookupFamily: families[family] }),
      ...(failure === undefined
        ? {}
        : {
            dnsFailureRefreshRate: {
              baseInterval: protobufDuration(failure.base),
              maxInterval: protobufDuration(failure.max),
            },
          }),
      ...(kind === 'logical' ? { allAddressesInSingleEndpoint: true } : {}),
    },
  }),
};

const families: Readonly<Record<NonNullable<Resolution['family']>, DnsLookupFamily>> = {
  v4: DnsLookupFamily.V4_ONLY,
  v6: DnsLookupFamily.V6_ONLY,
  'v4-preferred': DnsLookupFamily.V4_PREFERRED,
  'v6-preferred': DnsLookupFamily.AUTO,
  both: DnsLookupFamily.ALL,
};
