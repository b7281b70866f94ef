import { status } from '@grpc/grpc-js';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Shown, XdsServerOptions } from '../server.ts';
import { RequestError } from '../wire/request-error.ts';
import { readMemberships } from './read-memberships.ts';

/**
 * hearMemberships takes what a client reports of the endpoints of its clusters. The report is believed where a stream of the
 * same view is being answered that showed the same credentials, so that these need not be checked again with every report.
 * Otherwise it throws a RequestError.
 */
export function hearMemberships(
  catalogue: Catalogue,
  onMembership: XdsServerOptions['onMembership'],
): (bytes: Uint8Array, shown: Shown) => void {
  return (bytes, shown) => {
    const report = readMemberships(bytes);
    const streams = [...(catalogue.known(report.view)?.streams ?? [])];
    if (!streams.some(stream => stream.isBy(shown)))
      throw new RequestError(
        status.UNAUTHENTICATED,
        'endpoints are told by whoever asks for the view, and shows what it shows there',
      );
    onMembership?.(report);
  };
}
