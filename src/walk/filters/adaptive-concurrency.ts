import type { Judge } from './judgement.ts';

/** adaptiveConcurrency turns requests away by how long others took. */
export const adaptiveConcurrency: Judge = ({ adaptiveConcurrency }) =>
  adaptiveConcurrency === undefined
    ? undefined
    : {
        kind: 'depends',
        why: `passes unless more are under way than are answered fast, else ${adaptiveConcurrency.value.status ?? 503}`,
      };
