import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fromBinary } from '@bufbuild/protobuf';
import { AwsRequestSigningSchema } from '#gen/envoy/extensions/filters/http/aws_request_signing/v3/aws_request_signing_pb.js';
import type { AwsSigner } from '#model';
import { lambdaCall } from './lambda-call.ts';

const keys = { accessKeyId: 'AKIDOFTHETEST', secretAccessKey: 'secret' };
const role = { arn: 'arn:aws:iam::123456789012:role/gateway' };

function providerFor(signer: AwsSigner) {
  const [, signing] = lambdaCall({
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:greet:live',
    region: 'eu-west-1',
    authority: 'lambda.eu-west-1.amazonaws.com',
    isAsync: false,
    isWrapped: true,
    signer,
  });
  assert.ok(signing !== undefined);
  return fromBinary(AwsRequestSigningSchema, signing.configType.value.value).credentialProvider;
}

describe('who signs a call of a function', () => {
  it('whoever the surroundings of the proxy say, where nobody is named', () => {
    assert.equal(providerFor({}), undefined);
  });

  it('nobody but the keys, where they are written', () => {
    const provider = providerFor({ keys: { ...keys, sessionToken: 'token' } });
    const { accessKeyId, secretAccessKey, sessionToken } = provider?.inlineCredential ?? {};
    assert.deepEqual([accessKeyId, secretAccessKey, sessionToken], ['AKIDOFTHETEST', 'secret', 'token']);
    assert.equal(provider?.assumeRoleCredentialProvider, undefined);
  });

  it('a role alone, assumed by whoever the surroundings say, or with the keys', () => {
    for (const signer of [{ role }, { role, keys }]) {
      const provider = providerFor(signer);
      assert.equal(provider?.customCredentialProviderChain, true);
      assert.equal(provider?.inlineCredential, undefined);
      const assumed = provider?.assumeRoleCredentialProvider;
      assert.equal(assumed?.roleArn, role.arn);
      const own = assumed?.credentialProvider?.inlineCredential?.accessKeyId;
      assert.equal(own, 'keys' in signer ? keys.accessKeyId : undefined);
    }
  });
});
