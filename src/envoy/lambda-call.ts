import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  type AwsCredentialProvider,
  AwsCredentialProviderSchema,
} from '#gen/envoy/extensions/common/aws/v3/credential_provider_pb.js';
import {
  Config_InvocationMode,
  ConfigSchema,
} from '#gen/envoy/extensions/filters/http/aws_lambda/v3/aws_lambda_pb.js';
import { AwsRequestSigningSchema } from '#gen/envoy/extensions/filters/http/aws_request_signing/v3/aws_request_signing_pb.js';
import { UpstreamCodecSchema } from '#gen/envoy/extensions/filters/http/upstream_codec/v3/upstream_codec_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import { type AwsSigner, type Forwarding, type LambdaFunction, usesOf } from '#model';
import { extension } from './extension.ts';

/**
 * lambdaCall are the upstream filters of a cluster that turn each request into a call of a function: the first words the call,
 * the second signs it. The first would sign as well, with keys that stand in Envoy's dump for everybody to read, or with
 * whatever keys it finds around it, and a call that is signed twice is refused. So it is told to use a profile that nobody has.
 *
 * Keys stand in the cluster, as Envoy takes none of them by SDS; its own dumps and ours leave them out.
 */
export function lambdaCall({ arn, region, authority, isAsync, isWrapped, signer }: LambdaFunction) {
  const { ASYNCHRONOUS, SYNCHRONOUS } = Config_InvocationMode;
  return [
    extension('envoy.filters.http.aws_lambda', ConfigSchema, {
      arn,
      hostRewrite: authority,
      invocationMode: isAsync ? ASYNCHRONOUS : SYNCHRONOUS,
      payloadPassthrough: !isWrapped,
      credentialsProfile: nobodysProfile,
    }),
    extension('envoy.filters.http.aws_request_signing', AwsRequestSigningSchema, {
      serviceName: 'lambda',
      region,
      ...providerOf(signer),
    }),
    extension('envoy.filters.http.upstream_codec', UpstreamCodecSchema, {}),
  ];
}

const nobodysProfile = 'fairlead-signs-elsewhere';

type Provider = MessageInitShape<typeof AwsCredentialProviderSchema>;

/** Without keys or role, Envoy looks for credentials around it: environment, files, web identity, pod, instance. */
function providerOf({ keys, role }: AwsSigner): { readonly credentialProvider?: AwsCredentialProvider } {
  const own: Provider | undefined = keys && {
    inlineCredential: { ...keys, sessionToken: keys.sessionToken ?? '' },
  };
  if (role === undefined) return own === undefined ? {} : { credentialProvider: provider(own) };
  return {
    credentialProvider: provider({
      customCredentialProviderChain: true,
      assumeRoleCredentialProvider: {
        roleArn: role.arn,
        roleSessionName: role.session ?? '',
        externalId: role.externalId ?? '',
        ...(role.duration === undefined ? {} : { sessionDuration: protobufDuration(role.duration) }),
        ...(own === undefined ? {} : { credentialProvider: provider(own) }),
      },
    }),
  };
}

function provider(init: Provider): AwsCredentialProvider {
  return create(AwsCredentialProviderSchema, init);
}

/** Bytes. What a function is called with, and what it answers, has at most 6 MB, and grows by a third within JSON. */
const wholeCall = 8n * 1024n * 1024n;

/** heldForCall is how much of a request, and of its answer, may be buffered where the request may call a function. */
export function heldForCall(forwarding: Forwarding): { readonly requestBodyBufferLimit?: bigint } {
  const isCall = usesOf(forwarding).some(({ lambda }) => lambda !== undefined);
  return isCall ? { requestBodyBufferLimit: wholeCall } : {};
}
