import type { BackendUse } from '../backend-use.ts';
import type { TlsParameters } from '../tls-parameters.ts';

/**
 * MutualTls is how an inbound is called by sidecars of its mesh: over TLS, in which both show who they are. Its own key pair,
 * and by whose word callers are believed, are secrets that go by one name in all sidecars of a mesh.
 */
export interface MutualTls {
  readonly mesh: string;
  /** What the identity of a caller begins with, one of these (`spiffe://default/`). */
  readonly callers: readonly string[];
  readonly parameters?: TlsParameters;
  /**
   * Present: callers from outside of the mesh are taken too, in plain text. TLS that is not the mesh's goes, as it is, where this
   * says: to the application, by TCP.
   */
  readonly permissive?: { readonly passedTo: BackendUse };
}
