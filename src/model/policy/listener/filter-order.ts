/** FilterOrder puts filters of HTTP before or after others, one after the other; names are Envoy's. */
export interface FilterOrder {
  readonly moves: readonly FilterMove[];
}

/** FilterMove puts one filter next to another, where a chain has both. */
export interface FilterMove {
  readonly filter: string;
  readonly side: 'before' | 'after';
  readonly of: string;
}
