import type { Tracker } from '#graph';
import { keptList } from '#lib/kept-list.ts';
import { localZone, resourceKey } from '#lib/resource-ref.ts';
import { type Ec2Instance, type Ec2Want, type Endpoint, type Known, type Verdict, wantKey } from '#model';
import type { AwsEc2 } from '#resources';
import { refusedAddress } from '../../address-policy.ts';
import { knownOf } from '../../known.ts';
import { given } from '../../policies/given.ts';
import { awsKeys } from '../aws-keys.ts';
import type { BackendKindContext } from '../backend-kind.ts';
import { type DestinationKind, refused, type Said, type Written } from './destination-kind.ts';
import { discoveredVerdict, discoveryFailure, leftOut } from './discovered.ts';

/**
 * Running instances of AWS EC2, by their tags. AWS is asked for all instances of a region, once for all objects with the
 * same keys; tags are compared here. While AWS cannot be asked, the instances that were found last stay.
 */
export const awsEc2: DestinationKind<AwsEc2> = {
  build: (written, context, track) => {
    const { destination } = written;
    if (meansEverybody(written)) return refused('Invalid', everybody, `${destination.at}.filters`);
    const want = wantOf(written, context, track);
    const known = knownOf(want, context.discovered, track);
    const meant = (known.answer?.instances ?? []).filter(one => hasTags(one, destination));
    const { endpoints, unused } = reachableAt(meant, destination, context);
    const discovered = verdictOn(destination, known, meant.length, endpoints.length);
    return {
      kind: 'built',
      backend: { protocol: 'http1', discovery: 'assigned', endpoints: keptList(endpoints) },
      isProtocolOpen: true,
      ...(track.fetch(context.discovered, wantKey(want)) === undefined ? { isAwaited: true } : {}),
      ...(discovered === undefined ? {} : { verdicts: { EndpointsDiscovered: discovered } }),
      findings: [...unused, ...discoveryFailure(known, discovered, pathOf(destination, known))],
    };
  },
  wants: (written, context, track) => (meansEverybody(written) ? [] : [wantOf(written, context, track)]),
};

/** An empty list of tags is easily written by mistake, and means every machine of a region: an annotation must confirm it. */
const annotation = 'fairlead.dev/every-instance';
const everybody = `is empty, which is every running instance of the region: write which tags they have, or that it is meant so, as the annotation ${annotation}: "true"`;

function meansEverybody({ destination: { tags }, annotations }: Written<AwsEc2>): boolean {
  return tags.length === 0 && annotations[annotation] !== 'true';
}

function wantOf({ ref, destination }: Written<AwsEc2>, context: BackendKindContext, track: Tracker): Ec2Want {
  const {
    region,
    auth: { secret, role },
  } = destination;
  if (secret === undefined) return { kind: 'ec2', region, ...given({ role }) };
  const { name, namespace = ref.namespace } = secret;
  const found = awsKeys(secret, ref, context, track);
  const keys = {
    secret: resourceKey({ group: '', kind: 'Secret', zone: localZone, namespace, name }),
    held: found.problem === undefined ? found.keys : { problem: found.problem.message },
  };
  return { kind: 'ec2', region, keys, ...given({ role }) };
}

function hasTags(instance: Ec2Instance, { tags }: AwsEc2): boolean {
  return tags.every(({ key, value }) => {
    const isThere = Object.hasOwn(instance.tags, key);
    return isThere && (value === undefined || instance.tags[key] === value);
  });
}

function reachableAt(
  instances: readonly Ec2Instance[],
  { port, isPublic, at }: AwsEc2,
  { policy }: BackendKindContext,
): { readonly endpoints: readonly Endpoint[]; readonly unused: readonly Said[] } {
  const addressed = instances.flatMap(({ id, zone, privateAddress, publicAddress }) => {
    const address = isPublic ? publicAddress : privateAddress;
    return address === undefined ? [] : [{ id, address, ...given({ zone }) }];
  });
  const why = new Map(addressed.map(one => [one, refusedAddress(one.address, port, policy)] as const));
  const unused = [...why].flatMap(([{ id }, message]) =>
    message === undefined ? [] : [{ id, why: message }],
  );
  const endpoints = addressed.flatMap((one): readonly Endpoint[] =>
    why.get(one) === undefined
      ? [{ kind: 'ip', address: one.address, port, ...given({ zone: one.zone }) }]
      : [],
  );
  return { endpoints, unused: leftOut(unused, at) };
}

function verdictOn(
  { region, isPublic }: AwsEc2,
  known: Known,
  meant: number,
  found: number,
): Verdict | undefined {
  const kind = isPublic ? 'public' : 'private';
  const why =
    meant === 0
      ? 'no running instance has its tags'
      : `${meant} have its tags, and none a ${kind} address that may be used`;
  return discoveredVerdict({
    failed: `AWS could not be asked for the instances of ${region}`,
    known,
    found,
    lastKnown: `those that were last known stay: ${found} of them have its tags`,
    used: `${found} running instances of ${region} are used`,
    none: `of ${region} ${why}`,
  });
}

function pathOf({ at, auth: { secret } }: AwsEc2, { refused }: Known): string {
  return refused === undefined ? at : (secret?.at ?? at);
}
