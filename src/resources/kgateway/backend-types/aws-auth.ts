import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { objectName } from '../../gateway-api/fields.ts';
import { namespaceName } from '../../names.ts';
import { converted, type Report } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';

/**
 * AwsAuth says in whose name AWS is called: with the keys of a Secret, or those that the caller finds in its environment
 * (variables, web identity, pod or instance), and in a role, where one is written, that is assumed with these.
 */
export interface AwsAuth {
  readonly secret?: NamedSecret;
  /** The role's ARN. */
  readonly role?: string;
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

const auth = converted(
  Type.Object({
    type: Type.Enum(['Secret', 'AssumeRole']),
    secretRef: Type.Optional(namedSecret),
    assumeRole: Type.Optional(Type.Object({ roleArn })),
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
      ...(assumeRole === undefined ? {} : { role: assumeRole.roleArn }),
    };
  },
);

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
      ...(role === undefined ? {} : { role }),
    };
  for (const [name, value] of Object.entries({ secretRef, roleArn: role }))
    if (value !== undefined) report('must be left out, as auth is given too', name);
  return auth;
}
