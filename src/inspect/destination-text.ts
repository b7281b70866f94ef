import {
  type EnvoyGatewayBackendSpec,
  endpointText,
  type FairleadBackendSpec,
  type KgatewayDestination,
  type TagFilter,
} from '#resources';

/** destinationTexts names the targets of a destination, as it was written. */
export function destinationTexts(destination: KgatewayDestination): readonly string[] {
  switch (destination.kind) {
    case 'static':
      return destination.hosts.map(endpointText);
    case 'pipe':
      return [destination.socket.path];
    case 'dynamicForwardProxy':
      return ['<any>'];
    case 'priorityGroups':
      return destination.groups.map(members => members.map(({ name }) => name).join('+'));
    case 'awsLambda':
      return [`lambda ${destination.functionName}:${destination.qualifier} (${destination.region})`];
    case 'awsEc2':
      return [
        `ec2 ${destination.tags.map(tagText).join('+') || '<any>'}:${destination.port} (${destination.region})`,
      ];
    case 'consul': {
      const { service, tags, otherTags, datacenters } = destination;
      const which = [...tags, ...otherTags.map(tag => `not ${tag}`)].join('+');
      const where = datacenters.length === 0 ? '' : ` (${datacenters.join(', ')})`;
      return [`consul ${service}${which === '' ? '' : `:${which}`}${where}`];
    }
    case 'kube': {
      const { namespace, service, port } = destination;
      const name = namespace === undefined ? service : `${namespace}/${service}`;
      return [`service ${port === undefined ? name : `${name}:${port}`}`];
    }
    case 'gcp':
      return [`gcp ${destination.host.hostname}`];
    case 'azure':
      return [`azure ${destination.app}/${destination.functionName}`];
  }
}

/** leadsTo names the endpoints of a Backend, or the groups of other backends that it lists. */
export function leadsTo(spec: EnvoyGatewayBackendSpec | FairleadBackendSpec): readonly string[] {
  if (spec.type === 'DynamicResolver') return ['<any>'];
  if ('groups' in spec && spec.groups.length > 0)
    return spec.groups.map(({ backendRefs }) => backendRefs.map(({ name }) => name).join('+'));
  return spec.endpoints.map(endpointText);
}

function tagText({ key, value }: TagFilter): string {
  return value === undefined ? key : `${key}=${value}`;
}
