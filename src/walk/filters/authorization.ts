import type { Authorization, AuthorizationCondition, AuthorizationRule, HttpRule, Permission } from '#model';
import { isWithin } from '../client.ts';
import { matchesPath } from '../matches.ts';
import { headerOf, pathOf, type SeenRequest } from '../request.ts';
import { allOf, type Judge, type Judgement, type Perhaps } from './judgement.ts';
import { bringsToken } from './jwt.ts';

/** authorization has the first rule decide of which all conditions hold. */
export const authorization: Judge = (rule, request) => judged(rule.authorization, rule, request);

/** acl does the same by addresses alone. */
export const acl: Judge = (rule, request) => judged(rule.acl, rule, request);

function judged(written: Authorization | undefined, rule: HttpRule, request: SeenRequest) {
  if (written === undefined) return undefined;
  const { rules = [], otherwise = 'deny' } = written;
  return decide(rules, otherwise, conditions => allOf(conditions.map(c => holds(c, rule, request))));
}

type Hold = (conditions: AuthorizationRule['conditions']) => Perhaps;

function decide(rules: readonly AuthorizationRule[], otherwise: Permission, holds: Hold): Judgement {
  const [first, ...others] = rules;
  if (first === undefined) return decided(otherwise, 'no rule matches');
  const held = holds(first.conditions);
  if (held === true) return decided(first.permission, `rule ${first.name} matches`);
  const rest = decide(others, otherwise, holds);
  if (held === false || rest.kind === verdictOf(first.permission)) return rest;
  return { kind: 'depends', why: `depends on whether rule ${first.name} matches: ${unknownIn(first)}` };
}

function decided(permission: Permission, why: string): Judgement {
  return permission === 'allow' ? { kind: 'passes', why } : { kind: 'answers', status: 403, why };
}

function verdictOf(permission: Permission): Judgement['kind'] {
  return permission === 'allow' ? 'passes' : 'answers';
}

function unknownIn({ conditions }: AuthorizationRule): string {
  const kinds = new Set(conditions.map(({ kind }) => kind));
  const words = [
    ...(kinds.has('client') ? ["the client's address"] : []),
    ...(kinds.has('place') ? ['where that is'] : []),
    ...(kinds.has('certificate') ? ['what its certificate says'] : []),
    ...(kinds.has('expression') ? ['what an expression comes to'] : []),
    ...(kinds.has('claim') || kinds.has('scope') ? ['what its token says'] : []),
  ];
  return words.join(' and ');
}

function holds(condition: AuthorizationCondition, rule: HttpRule, request: SeenRequest): Perhaps {
  switch (condition.kind) {
    case 'client':
      return request.client === undefined ? undefined : isWithin(request.client, condition.ranges);
    case 'method':
      return condition.oneOf.includes(request.method);
    case 'header': {
      const value = headerOf(request, condition.name);
      return value !== undefined && condition.oneOf.includes(value);
    }
    case 'path':
      return matchesPath(condition.path, pathOf(request)) !== condition.isInverted;
    case 'certificate':
      return request.isOverTls ? undefined : false;
    case 'server-name':
      return request.isOverTls ? undefined : false;
    case 'place':
    case 'expression':
      return undefined;
    case 'claim':
    case 'scope':
      return rule.jwt !== undefined && bringsToken(rule.jwt.value, request) ? undefined : false;
  }
}
