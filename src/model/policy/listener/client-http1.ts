import type { TextPattern } from '../text-pattern.ts';

/** ClientHttp1 is how HTTP/1 is spoken with clients. */
export interface ClientHttp1 {
  readonly trailers?: boolean;
  readonly preserveHeaderCase?: boolean;
  /** Upgrades that are asked for and passed over, by their names. */
  readonly ignoredUpgrades?: readonly TextPattern[];
  /** Whether a connection that has lived long enough is closed at once, and not after the request that follows. */
  readonly closesAtMaxDuration?: boolean;
  /** HTTP/1.0 is taken; requests without a Host go to this one, or to the listener's own, or are refused. */
  readonly http10?: { readonly defaultHost?: string; readonly isForOwnHost?: true };
}
