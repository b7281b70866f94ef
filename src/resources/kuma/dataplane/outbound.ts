import { Type } from 'typebox';
import { defaulted, ruled } from '../../schema/annotate.ts';
import { outboundRef } from '../backend-ref.ts';
import { ipAddress, portNumber, tags } from '../fields.ts';

/**
 * outbound is an address of the sidecar's own at which its application reaches a service: one with these tags, or the one that
 * `backendRef` names.
 */
export const outbound = ruled(
  Type.Object({
    address: defaulted(ipAddress, '127.0.0.1'),
    port: portNumber,
    tags,
    backendRef: Type.Optional(outboundRef),
  }),
  ({ tags, backendRef }, report) => {
    const hasTags = Object.keys(tags).length > 0;
    if (backendRef !== undefined && hasTags) report('must not be there beside a backendRef', 'tags');
    if (backendRef === undefined && tags['kuma.io/service'] === undefined)
      report('is required where there is no backendRef', 'tags', 'kuma.io/service');
  },
);
