import type { Words } from '../../reference/words.ts';

const secretRef = (at: string, where: string): Words => ({
  [`${at}.secretRef`]: `Secret with the keys: \`accessKey\`, \`secretKey\` and, of a session, \`sessionToken\`; or, as gloo has them, \`aws_access_key_id\`, \`aws_secret_access_key\` and \`aws_session_token\`.`,
  [`${at}.secretRef.name`]: 'Name of the Secret.',
  [`${at}.secretRef.namespace`]: where,
});

const ofGloo = 'Namespace of the Secret; left out: the object’s own. Another one needs a ReferenceGrant.';
const role = 'ARN of a role that is assumed.';

const filters = (at: string): Words => ({
  [`${at}.filters[]`]:
    'Tags that an instance must have, all of them. None: every running instance of the region, and the annotation `fairlead.dev/every-instance: "true"` must say so, too.',
  [`${at}.filters[].key`]: 'Name of a tag that the instance has, whatever its value.',
  [`${at}.filters[].keyValue`]: 'A tag with its value.',
  [`${at}.filters[].keyValue.key`]: 'Name of the tag.',
  [`${at}.filters[].keyValue.value`]: 'Value of the tag.',
  [`${at}.filters[].kvPair`]: 'The same as `keyValue`, as gloo writes it.',
  [`${at}.filters[].kvPair.key`]: 'Name of the tag.',
  [`${at}.filters[].kvPair.value`]: 'Value of the tag.',
});

/** awsBackendWords are those of what leads to AWS. */
export const awsBackendWords: Words = {
  'spec.aws': 'A function of AWS Lambda, or instances of AWS EC2.',
  'spec.aws.region': 'AWS region; left out: `us-east-1`.',
  'spec.aws.accountId': 'Account that owns the function, where `lambda.accountId` does not say it.',
  'spec.aws.awsAccountId': 'The same as `accountId`, as gloo writes it.',
  'spec.aws.auth':
    'Credentials for AWS. Left out: those of the environment (variables, files, web identity, pod or instance): of the proxy for a function, of the control plane for instances.',
  'spec.aws.auth.type': '`Secret`: the keys of a Secret. `AssumeRole`: a role that is assumed.',
  ...secretRef(
    'spec.aws.auth',
    'Must be left out in `aws.auth`: the Secret is in the Backend’s own namespace. Elsewhere another one needs a ReferenceGrant.',
  ),
  'spec.aws.auth.assumeRole': 'A role, assumed with the credentials of the environment.',
  'spec.aws.auth.assumeRole.roleArn': 'ARN of the role.',
  'spec.aws.auth.assumeRole.sessionName': 'Name under which it is assumed, which AWS logs.',
  'spec.aws.auth.assumeRole.externalId':
    'Text by which the owner of the role, another account, knows who asks.',
  'spec.aws.auth.assumeRole.sessionDuration':
    'How long its keys hold before it is assumed anew, from 15m to 12h. Left out: an hour.',
  ...secretRef('spec.aws', ofGloo),
  'spec.aws.roleArn': role,
  'spec.aws.lambda': 'A function of AWS Lambda: each request invokes it.',
  'spec.aws.lambda.accountId': 'Account that owns the function.',
  'spec.aws.lambda.functionName': 'Name of the function.',
  'spec.aws.lambda.qualifier': 'Version or alias of the function; left out: `$LATEST`.',
  'spec.aws.lambda.invocationMode':
    '`Sync` waits for the function’s answer. `Async` does not: the client gets 202.',
  'spec.aws.lambda.payloadTransformMode':
    '`Envoy`: the function gets the request as JSON, and its JSON becomes the answer. `None`: bodies pass as they are.',
  'spec.aws.lambda.endpointURL':
    'Where Lambda is called in place of AWS’s own host, with its port: a VPC endpoint, or a stand-in for tests.',
  'spec.aws.lambdaFunctions[]': 'The function as gloo writes it: exactly one.',
  'spec.aws.lambdaFunctions[].logicalName': 'Name in gloo’s routes; without effect.',
  'spec.aws.lambdaFunctions[].lambdaFunctionName': 'Name of the function.',
  'spec.aws.lambdaFunctions[].qualifier': 'Version or alias of the function; left out: `$LATEST`.',
  'spec.aws.destinationOverrides': 'How gloo’s function is invoked. Bodies are passed on as they are.',
  'spec.aws.destinationOverrides.invocationStyle': '`ASYNC` does not wait for the function’s answer.',
  'spec.aws.destinationOverrides.requestTransformation':
    'Not served yet: an Upstream that has it true is refused.',
  'spec.aws.destinationOverrides.unwrapAsAlb': 'Not served yet: an Upstream that has it true is refused.',
  'spec.aws.destinationOverrides.unwrapAsApiGateway':
    'Not served yet: an Upstream that has it true is refused.',
  'spec.aws.destinationOverrides.wrapAsApiGateway':
    'Not served yet: an Upstream that has it true is refused.',
  'spec.aws.ec2':
    'Running instances of AWS EC2, selected by their tags. The control plane asks AWS for them again and again.',
  'spec.aws.ec2.port': 'Port of all instances; left out: 80.',
  'spec.aws.ec2.addressType':
    'Which of their addresses instances are called at. One without an address of this type is left out.',
  ...filters('spec.aws.ec2'),
  'spec.awsEc2': 'The same as `aws.ec2`, as gloo writes it.',
  'spec.awsEc2.region': 'AWS region of the instances.',
  ...secretRef('spec.awsEc2', ofGloo),
  'spec.awsEc2.roleArn': role,
  ...filters('spec.awsEc2'),
  'spec.awsEc2.publicIp': 'Calls instances at their public addresses, instead of their private ones.',
  'spec.awsEc2.port': 'Port of all instances; left out, or 0: 80.',
};
