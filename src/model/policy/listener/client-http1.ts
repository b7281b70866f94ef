import type { TextPattern } from '../text-pattern.ts';

/** ClientHttp1 is how HTTP/1 is spoken with clients. */
export interface ClientHttp1 {
  readonly trailers?: boolean;
  readonly preserveHeaderCase?: boolean;
  /** Upgrades that are ignored when a client asks for them, by their names. */
  readonly ignoredUpgrades?: readonly TextPattern[];
  /** Whether a connection that reaches its maximal duration is closed at once, and not after its next request. */
  readonly closesAtMaxDuration?: boolean;
  /** HTTP/1.0 is accepted. Requests without a Host get this one or the listener's own; with neither they are rejected. */
  readonly http10?: { readonly defaultHost?: string; readonly isForOwnHost?: true };
}
