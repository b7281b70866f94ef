import type { MessageInitShape } from '@bufbuild/protobuf';
import { ConfigSchema as SetFilterStateConfigSchema } from '#gen/envoy/extensions/filters/network/set_filter_state/v3/set_filter_state_pb.js';
import type { FilterStateMatcherSchema } from '#gen/envoy/type/matcher/v3/filter_state_pb.js';
import { hashBytes } from '#lib/stable-hash.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { RouteTable } from '#model';
import { extension } from '../extension.ts';
import { listenerName, routeTableName } from '../names.ts';

// A filter that a route names and a chain lacks lets pass. Open connections stay on the chain that they came by, so the first
// policy that needs a filter would not be in force for them. So a chain marks its connections with what is in it, and an entry of
// a route that must not be served without a filter asks for its mark: connections without it get to a stand-in of the entry.

const stateKey = 'fairlead.chain';

/** chainMarks marks the connections of a chain with the instances in it that somebody must pass. */
export function chainMarks(instances: readonly string[]) {
  if (instances.length === 0) return [];
  const inlineString = instances.map(markOf).sort().join('');
  return [
    extension('envoy.filters.network.set_filter_state', SetFilterStateConfigSchema, {
      onNewConnection: [
        {
          key: { case: 'objectKey', value: stateKey },
          factoryKey: 'envoy.string',
          value: {
            case: 'formatString',
            value: {
              format: {
                case: 'textFormatSource',
                value: { specifier: { case: 'inlineString', value: inlineString } },
              },
            },
          },
        },
      ],
    }),
  ];
}

/** onMarkedChains asks for connections that are marked so. */
export function onMarkedChains(
  instances: readonly string[],
): MessageInitShape<typeof FilterStateMatcherSchema>[] {
  return instances.map(instance => ({
    key: stateKey,
    matcher: { case: 'stringMatch', value: { matchPattern: { case: 'contains', value: markOf(instance) } } },
  }));
}

/** marksOn tells the server in which order listeners and virtual hosts must go out (`XdsResource.marks`). */
export function marksOn(table: RouteTable, instances: readonly string[]): NonNullable<XdsResource['marks']> {
  const chain = routeTableName(table);
  return {
    listener: listenerName({ ...table, id: table.proxy }, table.port),
    names: instances.map(instance => [chain, instance].join('\n')),
  };
}

function markOf(instance: string): string {
  return `|${hashBytes(Buffer.from(instance)).slice(0, 12)}|`;
}
