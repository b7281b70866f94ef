/** Stored is a copy of the rules for the next start of the host. */
export interface Stored {
  readonly kind: 'firewalld' | 'systemd';
  readonly path: string;
  /** Hash of the plan that it holds. */
  readonly plan: string;
}
