import type { Judge } from './judgement.ts';

/** requestRate lets pass what comes within its bound. */
export const requestRate: Judge = ({ requestRate }) => {
  if (requestRate === undefined) return undefined;
  const { requests, interval, status = 429 } = requestRate;
  return {
    kind: 'depends',
    why: `${requests} pass in ${interval} ms; the others are answered with ${status}`,
  };
};
