import type { Judge } from './judgement.ts';

/** admissionControl turns requests away by how many failed before. */
export const admissionControl: Judge = ({ admissionControl }) =>
  admissionControl === undefined
    ? undefined
    : { kind: 'depends', why: 'passes unless too many failed before, else 503' };
