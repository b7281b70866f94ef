import type { ResourceKey } from '#lib/resource-ref.ts';

/** InjectedCredential is a credential that a backend is sent in a header which the client need not send. */
export interface InjectedCredential {
  /** The credential: it is named, not held, and travels as a secret (SDS). */
  readonly secret: ResourceKey;
  /** Lower case; absent is `authorization`. */
  readonly header?: string;
  /** Whether it replaces what the client sent in that header. */
  readonly overwrites: boolean;
}
