import { matchesPattern } from '../matches.ts';
import { headerOf } from '../request.ts';
import type { Judge } from './judgement.ts';

/** oidc knows browsers by cookies that nobody else can make. */
export const oidc: Judge = ({ oidc }, request) => {
  if (oidc === undefined) return undefined;
  const { authorizationEndpoint, tokenService, passedOn } = oidc.value;
  const passing = passedOn.find(({ name, ...test }) => {
    const value = headerOf(request, name);
    return value !== undefined && matchesPattern(test, value);
  });
  if (passing !== undefined) {
    return {
      kind: 'passes',
      why: `its header ${passing.name} says who it is from, which is asked elsewhere`,
    };
  }
  const why = `passes with the cookies of a login; others are sent to log in at ${authorizationEndpoint}`;
  return { kind: 'depends', asks: [tokenService], why };
};
