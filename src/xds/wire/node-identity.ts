import type { Node } from '#gen/envoy/config/core/v3/base_pb.js';

/** NodeIdentity is who a client says it is. */
export interface NodeIdentity {
  /** `node.id`, for people. */
  readonly node: string;
  /** The view it asks for. */
  readonly view: string;
  /** `1.40.0`; '' where the client does not say. What one version rejects is withheld from that version alone. */
  readonly envoyVersion: string;
  /** True for Envoy itself, which takes messages of any size; gRPC libraries stop at 4 MiB unless told otherwise. */
  readonly isEnvoy: boolean;
}

/**
 * nodeIdentity reads the first request's node: the view is `node.cluster` where that contains `/` (a gateway), else
 * `node.id` as it is. One that names no view waits.
 */
export function nodeIdentity(node: Node): NodeIdentity {
  return {
    node: node.id,
    view: node.cluster.includes('/') ? node.cluster : node.id,
    envoyVersion: envoyVersion(node),
    isEnvoy: node.userAgentName === 'envoy',
  };
}

function envoyVersion(node: Node): string {
  const agent = node.userAgentVersionType;
  if (agent.case === 'userAgentVersion') return agent.value;
  const version = agent.case === 'userAgentBuildVersion' ? agent.value.version : undefined;
  return version === undefined ? '' : `${version.majorNumber}.${version.minorNumber}.${version.patch}`;
}
