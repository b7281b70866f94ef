import type { Judge } from './judgement.ts';

/** faults are injected by chance, unless they are for all requests. */
export const faults: Judge = ({ faults }) => {
  if (faults === undefined) return undefined;
  const { delay, abort, answers, also = [], callers, butFor } = faults;
  // Who calls is told by certificates, which a walk knows nothing of.
  if (also.length > 0 || callers !== undefined || butFor !== undefined || answers !== undefined)
    return { kind: 'depends', why: 'some are held up, slowed down or answered on purpose' };
  const held = delay === undefined ? [] : [`${delay.percent} % are held up for ${delay.time} ms`];
  if (abort === undefined || abort.percent === 0) return { kind: 'shapes', why: held.join('') };
  const { kind, status, percent } = abort;
  const answer = kind === 'http' ? `status ${status}` : `gRPC status ${status}`;
  const why = [...held, `${percent} % are answered with ${answer}`].join(', ');
  if (percent < 100) return { kind: 'depends', why };
  return kind === 'http'
    ? { kind: 'answers', status, why }
    : { kind: 'answers', status: 200, grpcStatus: status, why };
};
