import type { BackendUse } from '../backend-use.ts';
import type { TlsParameters } from '../tls-parameters.ts';

/**
 * MutualTls says how sidecars of the mesh call an inbound: over TLS in which both sides show their identity. The key pair and the
 * trusted authorities are secrets, whose names are the same in all sidecars of a mesh.
 */
export interface MutualTls {
  readonly mesh: string;
  /** Prefixes (`spiffe://default/`), one of which a caller's identity must have. */
  readonly callers: readonly string[];
  readonly parameters?: TlsParameters;
  /**
   * Present: callers from outside the mesh are taken too, in plain text. TLS that is not the mesh's is passed on unchanged to
   * this use: the application, by TCP.
   */
  readonly permissive?: { readonly passedTo: BackendUse };
}
