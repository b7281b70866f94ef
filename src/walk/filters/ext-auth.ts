import type { ExtAuth } from '#model';
import type { Judge, Judgement } from './judgement.ts';

/** extAuth leaves the decision to a service. */
export const extAuth: Judge = ({ extAuth }) => extAuth && asks(extAuth.value);

/** ownExtAuth is the same where the route itself says it. */
export const ownExtAuth: Judge = ({ ownExtAuth }) => ownExtAuth && asks(ownExtAuth);

function asks({ service, failsOpen }: ExtAuth): Judgement {
  const down = failsOpen ? '; passes while it cannot be asked' : '';
  return { kind: 'depends', asks: [service.use], why: `asks a service by ${service.kind}${down}` };
}
