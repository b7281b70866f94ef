import type { ResourceKey } from '#lib/resource-ref.ts';

/** InjectedCredential is what a backend is told of who asks, in a header that the client does not send. */
export interface InjectedCredential {
  /** Its secret: it is named, not held, and travels as one (SDS). */
  readonly secret: ResourceKey;
  /** Lower case; absent is `authorization`. */
  readonly header?: string;
  /** Whether it takes the place of what the client sent there. */
  readonly overwrites: boolean;
}
