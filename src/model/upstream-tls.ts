import type { ResourceKey } from '#lib/resource-ref.ts';
import type { TlsParameters } from './tls-parameters.ts';

/**
 * UpstreamTrust says which authorities are trusted for a backend's certificate: the machine's roots, these (PEM), those of a
 * mesh, or none: any certificate is accepted. For `mesh`, a sidecar also shows its own identity.
 */
export type UpstreamTrust =
  | { readonly kind: 'system-roots' }
  | { readonly kind: 'authorities'; readonly pem: string }
  | { readonly kind: 'mesh'; readonly mesh: string }
  | { readonly kind: 'unverified' };

/**
 * ServerName is the name that a backend is asked for over TLS (SNI), and that its certificate must have.
 * - `host`: the Host of each request. For TCP, which has none, as `endpoint`.
 * - `endpoint`: each endpoint's own name.
 */
export type ServerName =
  | { readonly kind: 'host' }
  | { readonly kind: 'endpoint' }
  | { readonly kind: 'fixed'; readonly name: string };

/** SubjectAltName is a name that a certificate may have; `any` matches names of every type. */
export interface SubjectAltName {
  readonly kind: 'hostname' | 'uri' | 'any';
  readonly value: string;
  /** It is a prefix of the name. */
  readonly isPrefix?: true;
}

/** UpstreamTls says how a backend is spoken to over TLS. */
export interface UpstreamTls {
  readonly trust: UpstreamTrust;
  readonly serverName: ServerName;
  /** Names, one of which the certificate must have, instead of the server's name. Empty: any name will do. */
  readonly subjectAltNames?: readonly SubjectAltName[];
  /**
   * The client certificate for the backend: the ResourceKey of its Secret. It is named, not held, and travels as a secret (SDS).
   */
  readonly clientCertificate?: ResourceKey;
  readonly parameters?: TlsParameters;
  /** The backend may renegotiate within a connection (TLS 1.2). */
  readonly allowsRenegotiation?: true;
  /** The protocols that are offered by ALPN; absent: those that fit the backend's protocol. */
  readonly alpn?: readonly string[];
}
