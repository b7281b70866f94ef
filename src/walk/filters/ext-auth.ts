import type { Judge } from './judgement.ts';

/** extAuth is decided by somebody else. */
export const extAuth: Judge = ({ extAuth }) => {
  if (extAuth === undefined) return undefined;
  const { service, failsOpen } = extAuth.value;
  const down = failsOpen ? '; passes while it cannot be asked' : '';
  return { kind: 'depends', asks: [service.use], why: `asks a service by ${service.kind}${down}` };
};
