import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { portNumber } from '../../gateway-api/fields.ts';
import { converted, type Report, ruled } from '../../schema/annotate.ts';
import { oneOf } from '../../schema/one-of.ts';
import type { Read } from '../../schema/readonly.ts';
import { type AwsAuth, awsRegion, glooAuthProperties, readAwsAuth } from './aws-auth.ts';

/** AwsEc2 is the running instances in a region of AWS EC2 that have all of these tags. */
export interface AwsEc2 {
  readonly kind: 'awsEc2';
  readonly region: string;
  readonly port: number;
  /** The instances are called at their public addresses. */
  readonly isPublic: boolean;
  readonly tags: readonly TagFilter[];
  readonly auth: AwsAuth;
  /** The path where it is written. */
  readonly at: string;
}

/** TagFilter is a tag that an instance must have, with this value if one is written. */
export interface TagFilter {
  readonly key: string;
  readonly value?: string;
}

const tagKey = Type.String({ minLength: 1, maxLength: 128 });
const tagValue = Type.String({ maxLength: 256 });
const keyValue = Type.Object({ key: tagKey, value: tagValue });

const filter = converted(
  ruled(
    Type.Object({
      key: Type.Optional(tagKey),
      keyValue: Type.Optional(keyValue),
      kvPair: Type.Optional(keyValue),
    }),
    oneOf('key', 'keyValue', 'kvPair'),
  ),
  ({ key, keyValue, kvPair }): TagFilter | undefined =>
    keyValue ?? kvPair ?? (key === undefined ? undefined : { key }),
);
const filters = Type.Array(filter, { maxItems: 16, default: [] });
const port = Type.Integer({ minimum: 0, maximum: 65535 });

/** ec2 is `aws.ec2`, in kgateway's form. */
export const ec2 = Type.Object({
  port: Type.Optional(portNumber),
  addressType: Type.Enum(['PrivateIP', 'PublicIP'], { default: 'PrivateIP' }),
  filters,
});

/** readEc2 reads kgateway's form. */
export function readEc2(
  { port = 80, addressType, filters }: Read<typeof ec2>,
  common: Pick<AwsEc2, 'region' | 'auth' | 'at'>,
): AwsEc2 {
  return { kind: 'awsEc2', ...common, port, isPublic: addressType === 'PublicIP', tags: filters };
}

const writtenUpstream = Type.Object({
  region: awsRegion,
  ...glooAuthProperties,
  filters,
  publicIp: Type.Boolean({ default: false }),
  // In gloo's form 0 stands for an absent port.
  port: Type.Optional(port),
});

/** awsEc2 is `awsEc2`, in gloo's form. */
export const awsEc2 = converted(writtenUpstream, readUpstream);

function readUpstream(written: Read<typeof writtenUpstream>, report: Report, path: () => string): AwsEc2 {
  const { region, filters: tags, publicIp: isPublic, port = 0 } = written;
  const at = sharedText(path());
  return {
    kind: 'awsEc2',
    region,
    port: port === 0 ? 80 : port,
    isPublic,
    tags,
    auth: readAwsAuth(written, report),
    at,
  };
}
