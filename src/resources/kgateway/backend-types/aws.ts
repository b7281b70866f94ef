import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { awsAccount, awsAuthProperties, awsRegion, readAwsAuth } from './aws-auth.ts';
import { type AwsEc2, ec2, readEc2 } from './aws-ec2.ts';
import {
  type AwsLambda,
  destinationOverrides,
  lambda,
  lambdaFunctions,
  readLambda,
  readLambdaFunctions,
} from './aws-lambda.ts';

const writtenAws = ruled(
  Type.Object(
    {
      region: Type.Optional(awsRegion),
      accountId: Type.Optional(awsAccount),
      ...awsAuthProperties,
      lambda: Type.Optional(lambda),
      ec2: Type.Optional(ec2),
      awsAccountId: Type.Optional(awsAccount),
      lambdaFunctions: Type.Optional(lambdaFunctions),
      destinationOverrides: Type.Optional(destinationOverrides),
    },
    { '~unserved': ['disableRoleChaining'] },
  ),
  oneOf('lambda', 'ec2', 'lambdaFunctions'),
);

/** aws is `aws`: a function or instances in kgateway's form, or a function in gloo's. */
export const aws = converted(writtenAws, readAws);

function readAws(
  written: Read<typeof writtenAws>,
  report: Report,
  path: () => string,
): AwsLambda | AwsEc2 | undefined {
  const { region = 'us-east-1', accountId, awsAccountId, lambda, ec2, lambdaFunctions } = written;
  const at = sharedText(path());
  const common = { region, auth: readAwsAuth(written, report), at };
  if (ec2 !== undefined) return readEc2(ec2, common);
  const account = accountId ?? awsAccountId;
  if (lambda !== undefined) return readLambda(lambda, account, common, report);
  const isAsync = written.destinationOverrides?.isAsync;
  return readLambdaFunctions(lambdaFunctions ?? [], { account, isAsync }, common, report);
}
