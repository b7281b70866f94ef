import type { ResourceKey } from '#lib/resource-ref.ts';
import type { TlsParameters } from './tls-parameters.ts';

/**
 * UpstreamTrust says whose certificates a backend is believed by: the machine's roots, these (PEM), those of a mesh, or anyone's.
 * In a mesh a sidecar shows its own identity there as well.
 */
export type UpstreamTrust =
  | { readonly kind: 'system-roots' }
  | { readonly kind: 'authorities'; readonly pem: string }
  | { readonly kind: 'mesh'; readonly mesh: string }
  | { readonly kind: 'unverified' };

/**
 * ServerName is what a backend is asked for over TLS (SNI), and what its certificate must be for.
 * - `host`: the Host of each request. Where there are none (TCP), as `endpoint`.
 * - `endpoint`: each endpoint's own name.
 */
export type ServerName =
  | { readonly kind: 'host' }
  | { readonly kind: 'endpoint' }
  | { readonly kind: 'fixed'; readonly name: string };

/** SubjectAltName is a name that a certificate may be for; `any` is one of whatever sort. */
export interface SubjectAltName {
  readonly kind: 'hostname' | 'uri' | 'any';
  readonly value: string;
  /** It begins so, and may go on. */
  readonly isPrefix?: true;
}

/** UpstreamTls: the backend is spoken to over TLS. */
export interface UpstreamTls {
  readonly trust: UpstreamTrust;
  readonly serverName: ServerName;
  /** What its certificate must be for, one of these, in place of the server's name. None: it may be for whatever it likes. */
  readonly subjectAltNames?: readonly SubjectAltName[];
  /** The key pair that it is shown: ResourceKey of its Secret. It is named, not held: it travels as a secret (SDS). */
  readonly clientCertificate?: ResourceKey;
  readonly parameters?: TlsParameters;
  /** The backend may ask to agree anew in the middle of a connection (TLS 1.2). */
  readonly allowsRenegotiation?: true;
  /** What is offered to be spoken within; absent is what fits the protocol. */
  readonly alpn?: readonly string[];
}
