import type { KgatewayDestination } from '#resources';
import { awsEc2 } from './aws-ec2.ts';
import { awsLambda } from './aws-lambda.ts';
import { azureFunction } from './azure.ts';
import { consul } from './consul.ts';
import type { DestinationKind } from './destination-kind.ts';
import { dynamicForwardProxy } from './dynamic-forward-proxy.ts';
import { gcp } from './gcp.ts';
import { kubeService } from './kube.ts';
import { pipe } from './pipe.ts';
import { priorityGroups } from './priority-groups.ts';
import { staticHosts } from './static.ts';

type Kinds = {
  readonly [K in KgatewayDestination['kind']]: DestinationKind<
    Extract<KgatewayDestination, { readonly kind: K }>
  >;
};

/** Every type of destination. */
const kinds: Kinds = {
  static: staticHosts,
  pipe,
  dynamicForwardProxy,
  priorityGroups,
  awsLambda,
  awsEc2,
  consul,
  kube: kubeService,
  gcp,
  azure: azureFunction,
};

/** destinationKindOf finds the kind of a destination. */
export function destinationKindOf(destination: KgatewayDestination): DestinationKind<KgatewayDestination> {
  // Each kind takes destinations of its own tag: the type of the table guarantees it.
  return kinds[destination.kind] as DestinationKind<KgatewayDestination>;
}
