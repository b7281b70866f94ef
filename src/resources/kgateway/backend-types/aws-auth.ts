import { Type } from 'typebox';
import { parseDuration } from '#lib/duration.ts';
import { sharedText } from '#lib/kept-text.ts';
import { objectName } from '../../gateway-api/fields.ts';
import { namespaceName } from '../../names.ts';
import { converted, type Report } from '../../schema/annotate.ts';
import { quote } from '../../schema/describe.ts';
import type { Read } from '../../schema/readonly.ts';

/**
 * AwsAuth says in whose name AWS is called: with the keys of a Secret, or those that the caller finds in its environment
 * (variables, web identity, pod or instance), and in a role, where one is written, that is assumed with these.
 */
export interface AwsAuth {
  readonly secret?: NamedSecret;
  readonly role?: AwsRole;
}

/** AwsRole is a role that is assumed: `session` names who does, and `externalId` is what its owner asks for. */
export interface AwsRole {
  readonly arn: string;
  readonly session?: string;
  readonly externalId?: string;
  /** Milliseconds for which it is assumed at a time. */
  readonly duration?: number;
}

/** NamedSecret is a reference to a Secret, by default in the object's own namespace, with the path where it is written. */
export interface NamedSecret {
  readonly name: string;
  readonly namespace?: string;
  readonly at: string;
}

/** awsRegion is the name of a region of AWS. */
export const awsRegion = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: '^[a-z0-9-]+$',
  '~wants': 'a region of AWS such as us-east-1',
});

/** awsAccount is the number of an AWS account. */
export const awsAccount = Type.String({
  pattern: '^[0-9]{12}$',
  '~wants': 'the 12 digits of an account of AWS',
});

const minute = 60_000;

const roleArn = Type.String({
  maxLength: 2048,
  pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[^\\s]+$',
  '~wants': 'the ARN of a role such as arn:aws:iam::123456789012:role/gateway',
});

/** namedSecret is the schema of a NamedSecret. */
export const namedSecret = converted(
  Type.Object({ name: objectName, namespace: Type.Optional(namespaceName) }),
  (written, _, path): NamedSecret => ({ ...written, at: sharedText(path()) }),
);

/** The bounds are those of AWS. */
const sessionDuration = converted(
  Type.String({ minLength: 1, maxLength: 32, '~wants': 'a duration from 15m to 12h in whole seconds' }),
  (written, report): number | undefined => {
    const milliseconds = parseDuration(written);
    const isKept = milliseconds !== undefined && milliseconds % 1000 === 0;
    if (isKept && milliseconds >= 15 * minute && milliseconds <= 12 * 60 * minute) return milliseconds;
    report(`must be a duration from 15m to 12h in whole seconds, but is ${quote(written)}`);
    return undefined;
  },
);

const assumeRole = Type.Object({
  roleArn,
  sessionName: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 64,
      pattern: '^[A-Za-z0-9_+=,.@-]+$',
      '~wants': 'a name of letters, digits and "_+=,.@-"',
    }),
  ),
  externalId: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 1224,
      pattern: '^[A-Za-z0-9_+=,.@:/-]+$',
      '~wants': 'a text of letters, digits and "_+=,.@:/-"',
    }),
  ),
  sessionDuration: Type.Optional(sessionDuration),
});

const auth = converted(
  Type.Object({
    type: Type.Enum(['Secret', 'AssumeRole']),
    secretRef: Type.Optional(namedSecret),
    assumeRole: Type.Optional(assumeRole),
  }),
  (written, report): AwsAuth => {
    const { type, secretRef, assumeRole } = written;
    const [wanted, other] =
      type === 'Secret' ? (['secretRef', 'assumeRole'] as const) : (['assumeRole', 'secretRef'] as const);
    if (written[wanted] === undefined) report(`is required, as type is ${type}`, wanted);
    if (written[other] !== undefined) report(`must be left out, as type is ${type}`, other);
    if (secretRef?.namespace !== undefined)
      report('must be left out: a Backend has its keys in its own namespace', 'secretRef', 'namespace');
    return {
      ...(secretRef === undefined ? {} : { secret: secretRef }),
      ...(assumeRole === undefined ? {} : { role: roleOf(assumeRole) }),
    };
  },
);

function roleOf({ roleArn, sessionName, externalId, sessionDuration }: Read<typeof assumeRole>): AwsRole {
  return {
    arn: roleArn,
    ...(sessionName === undefined ? {} : { session: sessionName }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(sessionDuration === undefined ? {} : { duration: sessionDuration }),
  };
}

/** glooAuthProperties are gloo's fields for it. */
export const glooAuthProperties = {
  secretRef: Type.Optional(namedSecret),
  roleArn: Type.Optional(roleArn),
};

/** awsAuthProperties are kgateway's field for it (`auth`), and gloo's. */
export const awsAuthProperties = { auth: Type.Optional(auth), ...glooAuthProperties };

type Written = Read<Type.TObject<typeof glooAuthProperties>> & { readonly auth?: AwsAuth | undefined };

/** readAwsAuth brings both into one form. */
export function readAwsAuth({ auth, secretRef, roleArn: role }: Written, report: Report): AwsAuth {
  if (auth === undefined)
    return {
      ...(secretRef === undefined ? {} : { secret: secretRef }),
      ...(role === undefined ? {} : { role: { arn: role } }),
    };
  for (const [name, value] of Object.entries({ secretRef, roleArn: role }))
    if (value !== undefined) report('must be left out, as auth is given too', name);
  return auth;
}
