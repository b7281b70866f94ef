/** Addressed says whether a service is reached at its endpoints, or at the address that stands for all of them. */
export interface Addressed {
  readonly by: 'endpoints' | 'service';
}
