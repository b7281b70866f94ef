import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { objectName } from '../../gateway-api/fields.ts';
import { namespaceName } from '../../names.ts';
import { converted, type Report } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';

/**
 * AwsAuth is who calls AWS: the keys of a Secret, or those that whoever calls finds around it (environment, web identity, pod or
 * instance), and a role that is assumed with these, where one is written.
 */
export interface AwsAuth {
  readonly secret?: NamedSecret;
  /** Its ARN. */
  readonly role?: string;
}

/** NamedSecret is a Secret, of the object's own namespace where no other is named, and where its name stands. */
export interface NamedSecret {
  readonly name: string;
  readonly namespace?: string;
  readonly at: string;
}

/** awsRegion is where something of AWS is. */
export const awsRegion = Type.String({
  minLength: 1,
  maxLength: 63,
  pattern: '^[a-z0-9-]+$',
  '~wants': 'a region of AWS such as us-east-1',
});

/** awsAccount is the number of an account. */
export const awsAccount = Type.String({
  pattern: '^[0-9]{12}$',
  '~wants': 'the 12 digits of an account of AWS',
});

const roleArn = Type.String({
  maxLength: 2048,
  pattern: '^arn:aws[a-z-]*:iam::[0-9]{12}:role/[^\\s]+$',
  '~wants': 'the ARN of a role such as arn:aws:iam::123456789012:role/gateway',
});

/** namedSecret is such a reference. */
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

/** glooAuthProperties are how gloo says it. */
export const glooAuthProperties = {
  secretRef: Type.Optional(namedSecret),
  roleArn: Type.Optional(roleArn),
};

/** awsAuthProperties are how kgateway says it (`auth`), and how gloo does. */
export const awsAuthProperties = { auth: Type.Optional(auth), ...glooAuthProperties };

type Written = Read<Type.TObject<typeof glooAuthProperties>> & { readonly auth?: AwsAuth | undefined };

/** readAwsAuth gives the one form of both. */
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
