import type { ResourceKey } from '#lib/resource-ref.ts';

/**
 * HostedService is a service of a cloud provider. It answers only to its own host, whatever host a request was for, and is shown
 * who calls.
 */
export interface HostedService {
  readonly authority: string;
  /** The path of all requests, which keep their query; absent: each request's own. */
  readonly path?: string;
  readonly proof?: CallerProof;
}

/**
 * CallerProof is the credential that such a service is shown. It replaces whatever the client sent in that header.
 * - `google-token`: a token for an audience, made for each proxy by a metadata server, in `authorization`.
 * - `secret`: it is named, not held, and travels as a secret (SDS).
 */
export type CallerProof =
  | { readonly kind: 'google-token'; readonly audience: string; readonly from: MetadataServer }
  | { readonly kind: 'secret'; readonly header: string; readonly secret: ResourceKey };

/** MetadataServer is the server from which machines at Google learn their identity. */
export interface MetadataServer {
  readonly host: string;
  readonly port: number;
}

/** sentPathOf is the path that a request is sent with, for services with or without a path of their own. */
export function sentPathOf({ path }: HostedService, written: string): string {
  if (path === undefined) return written;
  const query = written.indexOf('?');
  return query < 0 ? path : `${path}${written.slice(query)}`;
}
