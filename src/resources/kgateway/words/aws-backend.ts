import type { Words } from '../../reference/words.ts';

const secretRef = (at: string, where: string): Words => ({
  [`${at}.secretRef`]: `A Secret with the keys: \`accessKey\`, \`secretKey\` and, of a session, \`sessionToken\`; or, as gloo has them, \`aws_access_key_id\`, \`aws_secret_access_key\` and \`aws_session_token\`.`,
  [`${at}.secretRef.name`]: 'Its name.',
  [`${at}.secretRef.namespace`]: where,
});

const ofGloo =
  'Its namespace, where that is not the object’s own: a ReferenceGrant must permit it, as for all references.';
const role = 'The ARN of a role that is assumed.';

const filters = (at: string): Words => ({
  [`${at}.filters[]`]:
    'Which running instances of the region are meant: those that have all of these tags. None at all is all of them, where the annotation `fairlead.dev/every-instance: "true"` says so, too.',
  [`${at}.filters[].key`]: 'The name of a tag that an instance has, whatever its value.',
  [`${at}.filters[].keyValue`]: 'A tag with its value.',
  [`${at}.filters[].keyValue.key`]: 'Its name.',
  [`${at}.filters[].keyValue.value`]: 'Its value.',
  [`${at}.filters[].kvPair`]: 'The same, as gloo writes it.',
  [`${at}.filters[].kvPair.key`]: 'Its name.',
  [`${at}.filters[].kvPair.value`]: 'Its value.',
});

/** awsBackendWords are those of what leads to AWS. */
export const awsBackendWords: Words = {
  'spec.aws': 'Something of AWS: a function of Lambda, or instances of EC2.',
  'spec.aws.region': 'The region that it is in.',
  'spec.aws.accountId': 'The account that owns the function, where `lambda.accountId` does not say it.',
  'spec.aws.awsAccountId': 'The same, as gloo writes it.',
  'spec.aws.auth':
    'Who calls AWS. Left out: whoever the environment says that is. For a function that is the proxy’s, for instances the control plane’s: variables, files, web identity, pod or instance.',
  'spec.aws.auth.type': '`Secret` takes the keys of a Secret, `AssumeRole` a role that is assumed.',
  ...secretRef('spec.aws.auth', 'Must be left out: a Backend has its keys in its own namespace.'),
  'spec.aws.auth.assumeRole': 'A role that whoever the environment says assumes.',
  'spec.aws.auth.assumeRole.roleArn': 'Its ARN.',
  ...secretRef('spec.aws', ofGloo),
  'spec.aws.roleArn': role,
  'spec.aws.lambda': 'A function of AWS Lambda: each request is a call of it.',
  'spec.aws.lambda.accountId': 'The account that owns it.',
  'spec.aws.lambda.functionName': 'Its name.',
  'spec.aws.lambda.qualifier': 'A version of it, or an alias. Left out: `$LATEST`.',
  'spec.aws.lambda.invocationMode': '`Async` does not wait for what it answers: the answer is 202.',
  'spec.aws.lambda.payloadTransformMode':
    '`Envoy` calls it with JSON that says all of the request, and makes an answer of the JSON that it gives; `None` passes bodies on as they are.',
  'spec.aws.lambda.endpointURL':
    'Where functions are called in AWS’s stead, with its port: a VPC endpoint, or a stand-in for tests.',
  'spec.aws.lambdaFunctions[]': 'A function as gloo writes it; there must be one.',
  'spec.aws.lambdaFunctions[].logicalName': 'What gloo’s routes call it; not read.',
  'spec.aws.lambdaFunctions[].lambdaFunctionName': 'Its name.',
  'spec.aws.lambdaFunctions[].qualifier': 'A version of it, or an alias. Left out: `$LATEST`.',
  'spec.aws.destinationOverrides': 'How it is called. Bodies are passed on as they are.',
  'spec.aws.destinationOverrides.invocationStyle': '`ASYNC` does not wait for what it answers.',
  'spec.aws.destinationOverrides.requestTransformation':
    'Not served yet: an Upstream that has it is refused.',
  'spec.aws.destinationOverrides.unwrapAsAlb': 'Not served yet: an Upstream that has it is refused.',
  'spec.aws.destinationOverrides.unwrapAsApiGateway': 'Not served yet: an Upstream that has it is refused.',
  'spec.aws.destinationOverrides.wrapAsApiGateway': 'Not served yet: an Upstream that has it is refused.',
  'spec.aws.ec2': 'Running instances of AWS EC2, by their tags. Who they are is asked again and again.',
  'spec.aws.ec2.port': 'The port of all of them. Left out: 80.',
  'spec.aws.ec2.addressType':
    'By which of their addresses they are called. One that has none of that type is left out.',
  ...filters('spec.aws.ec2'),
  'spec.awsEc2': 'The same as `aws.ec2`, as gloo writes it.',
  'spec.awsEc2.region': 'The region that they are in.',
  ...secretRef('spec.awsEc2', ofGloo),
  'spec.awsEc2.roleArn': role,
  ...filters('spec.awsEc2'),
  'spec.awsEc2.publicIp': 'They are called by their public addresses.',
  'spec.awsEc2.port': 'The port of all of them. Left out, or 0: 80.',
};
