import type { MessageInitShape } from '@bufbuild/protobuf';
import type { Matcher_MatcherList_PredicateSchema } from '#gen/xds/type/matcher/v3/matcher_pb.js';
import type { StringMatcherSchema } from '#gen/xds/type/matcher/v3/string_pb.js';

/** Predicate is a condition of Envoy's generic matching. */
export type Predicate = MessageInitShape<typeof Matcher_MatcherList_PredicateSchema>;
export type Text = MessageInitShape<typeof StringMatcherSchema>;

/** allOf asks for all of the predicates; there must be one at least. */
export function allOf(predicates: readonly Predicate[]): Predicate {
  return combined('andMatcher', predicates);
}

/** anyOf asks for any of the predicates; there must be one at least. */
export function anyOf(predicates: readonly Predicate[]): Predicate {
  return combined('orMatcher', predicates);
}

/** Envoy requires at least two in a list. */
function combined(kind: 'andMatcher' | 'orMatcher', predicates: readonly Predicate[]): Predicate {
  const [only, ...others] = predicates;
  return only !== undefined && others.length === 0
    ? only
    : { matchType: { case: kind, value: { predicate: [...predicates] } } };
}

type Asked = Extract<NonNullable<Predicate['matchType']>, { case: 'singlePredicate' }>['value'];

/** asked is the predicate that a matcher accepts an input. */
export function asked(input: Asked['input'], matcher: NonNullable<Asked['matcher']>): Predicate {
  return { matchType: { case: 'singlePredicate', value: { input, matcher } } };
}

/** text is the predicate that the text of an input matches. */
export function text(input: Asked['input'], value: Text): Predicate {
  return asked(input, { case: 'valueMatch', value });
}

export function exact(value: string): Text {
  return { matchPattern: { case: 'exact', value } };
}

export function regex(regex: string): Text {
  return {
    matchPattern: { case: 'safeRegex', value: { regex, engineType: { case: 'googleRe2', value: {} } } },
  };
}
