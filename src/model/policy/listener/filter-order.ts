/** FilterOrder moves HTTP filters before or after others, one move after the other; names are Envoy's. */
export interface FilterOrder {
  readonly moves: readonly FilterMove[];
}

/** FilterMove moves one filter next to another, where a chain has both. */
export interface FilterMove {
  readonly filter: string;
  readonly side: 'before' | 'after';
  readonly of: string;
}
