import type { ListenerFacet } from './listener-facet.ts';

/** filterOrder puts filters before or after others: see `inChainOrder`. */
export const filterOrder: ListenerFacet<'filterOrder'> = {
  facet: 'filterOrder',
  encode: ({ moves }) => ({ filterMoves: moves }),
};
