import { parseCel } from '#lib/cel.ts';
import type { AuthorizationCondition, AuthorizationRule, Permission, PlaceFact, PlaceTest } from '#model';
import type { SecurityPolicy } from '#resources';
import { expressionProblem } from '../../routes/expression.ts';
import { pathConditions } from '../../written-match.ts';
import { given } from '../given.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';
import { certificateConditions, certificateProblems } from './certificate.ts';

type Written = NonNullable<SecurityPolicy['spec']['authorization']>;
type WrittenRule = NonNullable<Written['rules']>[number];
type Principal = NonNullable<WrittenRule['principal']>;

/** authorizationSection reads the rules, in the order in which they are tried. */
export function authorizationSection({ defaultAction, rules }: Written): Section {
  const problems = (rules ?? []).flatMap((rule, i) =>
    problemsOf(rule).map(problem => ({ ...problem, path: `spec.authorization.rules[${i}].${problem.path}` })),
  );
  if (problems.length > 0) return brokenSection(...problems);
  return sectionOf({
    authorization: given({
      rules: rules?.map(readRule),
      otherwise: defaultAction === undefined ? undefined : permissions[defaultAction],
    }),
  });
}

const permissions = { Allow: 'allow', Deny: 'deny' } as const satisfies Record<string, Permission>;

function problemsOf({ cel, principal, operation }: WrittenRule): SectionProblem[] {
  const read = cel === undefined ? undefined : parseCel(cel);
  const broken = read !== undefined && 'problem' in read ? read.problem : undefined;
  const { path } = operation ?? {};
  const mistake = path?.type === 'RegularExpression' ? expressionProblem(path.value) : undefined;
  return [
    ...(broken === undefined ? [] : [{ reason: 'Invalid', message: broken, path: 'cel' } as const]),
    ...certificateProblems(principal?.clientCert),
    ...(mistake === undefined
      ? []
      : [{ reason: 'Invalid', message: mistake, path: 'operation.path.value' } as const]),
  ];
}

function readRule(
  { name, action, principal, operation, cel }: WrittenRule,
  index: number,
): AuthorizationRule {
  return {
    name: name ?? `rule ${index}`,
    permission: permissions[action],
    conditions: [
      ...(operation === undefined ? [] : conditionsOn(operation)),
      ...(principal === undefined ? [] : conditionsFor(principal)),
      ...(cel === undefined ? [] : [{ kind: 'expression', text: cel } as const]),
    ],
  };
}

function conditionsOn({ methods, path }: NonNullable<WrittenRule['operation']>): AuthorizationCondition[] {
  return [
    ...(methods.length === 0 ? [] : [{ kind: 'method', oneOf: methods } as const]),
    ...pathConditions(path),
  ];
}

function conditionsFor({
  clientCIDRs,
  clientIPGeoLocations: places,
  headers,
  jwt,
  clientCert,
}: Principal): AuthorizationCondition[] {
  return [
    ...(clientCIDRs.length === 0 ? [] : [{ kind: 'client', ranges: clientCIDRs } as const]),
    ...(places.length === 0 ? [] : [{ kind: 'place', oneOf: places.map(placeTests) } as const]),
    ...headers.map(
      ({ name, values }) => ({ kind: 'header', name: name.toLowerCase(), oneOf: values }) as const,
    ),
    ...(clientCert === undefined ? [] : certificateConditions(clientCert)),
    ...(jwt === undefined ? [] : conditionsOfToken(jwt)),
  ];
}

function placeTests({ anonymous = {}, ...where }: Principal['clientIPGeoLocations'][number]): PlaceTest[] {
  const facts: Readonly<Partial<Record<PlaceFact, string | number | boolean | undefined>>> = {
    ...where,
    anonymous: anonymous.isAnonymous,
    vpn: anonymous.isVPN,
    hosting: anonymous.isHosting,
    tor: anonymous.isTor,
    proxy: anonymous.isProxy,
  };
  return Object.entries(facts).flatMap(([fact, is]) =>
    is === undefined ? [] : [{ fact: fact as PlaceFact, is: String(is) }],
  );
}

function conditionsOfToken({
  provider,
  claims,
  scopes,
}: NonNullable<Principal['jwt']>): AuthorizationCondition[] {
  return [
    ...scopes.map(scope => ({ kind: 'scope', provider, scope }) as const),
    ...claims.map(
      ({ name, valueType, values }) =>
        ({
          kind: 'claim',
          provider,
          at: name.split('.'),
          isList: valueType === 'StringArray',
          oneOf: values,
        }) as const,
    ),
  ];
}
