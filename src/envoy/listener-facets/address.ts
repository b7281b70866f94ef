import { CustomHeaderConfigSchema } from '#gen/envoy/extensions/http/original_ip_detection/custom_header/v3/custom_header_pb.js';
import { XffConfigSchema } from '#gen/envoy/extensions/http/original_ip_detection/xff/v3/xff_pb.js';
import { StatusCode } from '#gen/envoy/type/v3/http_status_pb.js';
import { parseCidr } from '../cidr-range.ts';
import { typedExtension } from '../extension.ts';
import type { ListenerFacet, ListenerPart } from './listener-facet.ts';

/** address says where Envoy finds the client's real address. */
export const address: ListenerFacet<'address'> = {
  facet: 'address',
  encode: ({ found, appends }) => ({
    manager: { ...detection(found), ...(appends === undefined ? {} : { skipXffAppend: !appends }) },
  }),
};

type Found = Parameters<typeof address.encode>[0]['found'];

function detection(found: Found): NonNullable<ListenerPart['manager']> {
  switch (found.kind) {
    case 'connection':
      return {};
    case 'told':
      return { useRemoteAddress: false, xffNumTrustedHops: found.hops };
    case 'header':
      return {
        // Envoy has one way or the other: an address that is detected replaces the connection's.
        useRemoteAddress: false,
        originalIpDetectionExtensions: [
          typedExtension('envoy.http.original_ip_detection.custom_header', CustomHeaderConfigSchema, {
            headerName: found.name,
            allowExtensionToSetAddressAsTrusted: true,
            ...(found.required ? { rejectWithStatus: { code: StatusCode.Forbidden } } : {}),
          }),
        ],
      };
    case 'forwarded-for':
      if ('hops' in found.trusted) return { xffNumTrustedHops: found.trusted.hops };
      return {
        useRemoteAddress: false,
        originalIpDetectionExtensions: [
          typedExtension('envoy.http.original_ip_detection.xff', XffConfigSchema, {
            xffTrustedCidrs: { cidrs: found.trusted.networks.map(parseCidr) },
            skipXffAppend: false,
          }),
        ],
      };
  }
}
