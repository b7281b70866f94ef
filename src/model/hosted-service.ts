import type { ResourceKey } from '#lib/resource-ref.ts';

/**
 * HostedService is a service in somebody's cloud: it answers to its own host alone, whatever host a request was for, and is shown who
 * calls.
 */
export interface HostedService {
  readonly authority: string;
  /** The path of all requests, which keep what they ask behind `?`; absent: each its own. */
  readonly path?: string;
  readonly proof?: CallerProof;
}

/**
 * CallerProof is what such a service is shown of who calls, in the place of whatever a client sent there.
 * - `google-token`: a token for an audience, made for each proxy by a metadata server, in `authorization`.
 * - `secret`: it is named, not held, and travels as one (SDS).
 */
export type CallerProof =
  | { readonly kind: 'google-token'; readonly audience: string; readonly from: MetadataServer }
  | { readonly kind: 'secret'; readonly header: string; readonly secret: ResourceKey };

/** MetadataServer is what says to machines of Google's who they are. */
export interface MetadataServer {
  readonly host: string;
  readonly port: number;
}

/** sentPathOf is the path that a request is sent with to a service that has one of its own. */
export function sentPathOf({ path }: HostedService, written: string): string {
  if (path === undefined) return written;
  const query = written.indexOf('?');
  return query < 0 ? path : `${path}${written.slice(query)}`;
}
