/** Addressed says whether a service is called at its endpoints, or at the one address that stands for all of them. */
export interface Addressed {
  readonly by: 'endpoints' | 'service';
}
