import { DescribeInstancesCommand, EC2Client, type Instance } from '@aws-sdk/client-ec2';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { AssumedRole, AwsKeys, Ec2Instance, Ec2Want } from '#model';

/** Far more than one account has in a region: an answer with more is not what it claims to be. */
const mostInstances = 20_000;
const perPage = 1000;

/** describeInstances asks AWS for all running instances of a region, page by page. It rejects with AWS's errors. */
export async function describeInstances(
  want: Ec2Want,
  keys: AwsKeys | undefined,
  abortSignal: AbortSignal,
): Promise<readonly Ec2Instance[]> {
  const client = clientOf(want, keys);
  const found: Ec2Instance[] = [];
  let next: string | undefined;
  do {
    const { Reservations = [], NextToken } = await client.send(
      new DescribeInstancesCommand({
        Filters: [{ Name: 'instance-state-name', Values: ['running'] }],
        MaxResults: perPage,
        ...(next === undefined ? {} : { NextToken: next }),
      }),
      { abortSignal },
    );
    for (const { Instances = [] } of Reservations) for (const one of Instances) found.push(...known(one));
    if (found.length > mostInstances) throw new Error(`there are more than ${mostInstances} instances`);
    next = NextToken;
  } while (next !== undefined && next !== '');
  return found.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A client keeps its connections and the credentials of its role, for as long as the same want exists. */
const clients = new WeakMap<Ec2Want, EC2Client>();

function clientOf(want: Ec2Want, keys: AwsKeys | undefined): EC2Client {
  const { region, role } = want;
  const known =
    clients.get(want) ?? new EC2Client({ region, maxAttempts: 2, ...signedBy(keys, role, region) });
  clients.set(want, known);
  return known;
}

/** Without given keys, AWS's library finds credentials itself: environment, files, web identity, pod, instance. */
function signedBy(keys: AwsKeys | undefined, role: AssumedRole | undefined, region: string) {
  if (role === undefined) return keys === undefined ? {} : { credentials: keys };
  const credentials = fromTemporaryCredentials({
    params: {
      RoleArn: role.arn,
      RoleSessionName: role.session ?? 'fairlead',
      ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
      ...(role.duration === undefined ? {} : { DurationSeconds: role.duration / 1000 }),
    },
    clientConfig: { region, maxAttempts: 2 },
    ...(keys === undefined ? {} : { masterCredentials: keys }),
  });
  return { credentials };
}

function known({
  InstanceId,
  Placement,
  PrivateIpAddress,
  PublicIpAddress,
  Tags = [],
}: Instance): Ec2Instance[] {
  if (InstanceId === undefined) return [];
  const tags = Tags.flatMap(({ Key, Value = '' }) => (Key === undefined ? [] : [[Key, Value] as const]));
  return [
    {
      id: InstanceId,
      ...(Placement?.AvailabilityZone === undefined ? {} : { zone: Placement.AvailabilityZone }),
      ...(PrivateIpAddress === undefined ? {} : { privateAddress: PrivateIpAddress }),
      ...(PublicIpAddress === undefined ? {} : { publicAddress: PublicIpAddress }),
      tags: Object.fromEntries(tags.sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  ];
}
