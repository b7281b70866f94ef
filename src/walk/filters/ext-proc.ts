import type { Judge } from './judgement.ts';

/** extProcs may change a request in any way, or answer it. */
export const extProcs: Judge = ({ extProcs }) => {
  if (extProcs === undefined) return undefined;
  const asks = extProcs.value.map(({ use }) => use);
  const looking = extProcs.value.every(({ onlyLooks }) => onlyLooks);
  return looking
    ? { kind: 'shapes', why: 'is shown to a service that only looks on' }
    : { kind: 'depends', asks, why: 'a service may change or answer it' };
};
