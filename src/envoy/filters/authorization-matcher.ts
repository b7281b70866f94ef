import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { ActionSchema, RBAC_Action } from '#gen/envoy/config/rbac/v3/rbac_pb.js';
import type { MatcherSchema } from '#gen/xds/type/matcher/v3/matcher_pb.js';
import type { Authorization, Permission } from '#model';
import { conditionsHold } from './authorization-condition.ts';

type MatcherInit = MessageInitShape<typeof MatcherSchema>;

/**
 * authorizationMatcher decides by the first rule that holds. A rule without conditions decides for whatever reaches it, so the
 * rules behind it are never tried.
 */
export function authorizationMatcher({ rules = [], otherwise = 'deny' }: Authorization): MatcherInit {
  const last = rules.findIndex(({ conditions }) => conditions.length === 0);
  const tried = last < 0 ? rules : rules.slice(0, last);
  const rest = last < 0 ? undefined : rules[last];
  const matchers = tried.map(({ name, permission, conditions }) => ({
    predicate: conditionsHold(conditions),
    onMatch: decision(name, permission),
  }));
  return {
    ...(matchers.length === 0 ? {} : { matcherType: { case: 'matcherList', value: { matchers } } as const }),
    onNoMatch: rest === undefined ? decision('default', otherwise) : decision(rest.name, rest.permission),
  };
}

function decision(name: string, permission: Permission) {
  const action = permission === 'allow' ? RBAC_Action.ALLOW : RBAC_Action.DENY;
  const typedConfig = anyPack(ActionSchema, create(ActionSchema, { name, action }));
  return { onMatch: { case: 'action', value: { name, typedConfig } } } as const;
}
