import type { MessageInitShape } from '@bufbuild/protobuf';
import { ConfigSchema as SetFilterStateConfigSchema } from '#gen/envoy/extensions/filters/network/set_filter_state/v3/set_filter_state_pb.js';
import type { FilterStateMatcherSchema } from '#gen/envoy/type/matcher/v3/filter_state_pb.js';
import { hashBytes } from '#lib/stable-hash.ts';
import type { XdsResource } from '#lib/xds-resource.ts';
import type { RouteTable } from '#model';
import { extension } from '../extension.ts';
import { listenerName, routeTableName } from '../names.ts';

// Where a route names a filter that the chain lacks, Envoy lets requests pass. Open connections stay on the chain that took
// them, so the first policy that needs a filter would not be in force for them. Therefore a chain marks its connections with
// the filters in it, and a route entry that must not be served without a filter asks for its mark: connections without the
// mark get to a stand-in of the entry.

const stateKey = 'fairlead.chain';

/** chainMarks marks the connections of a chain with the indispensable filter instances in it. */
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

/** onMarkedChains asks for connections that bear the marks of all these instances. */
export function onMarkedChains(
  instances: readonly string[],
): MessageInitShape<typeof FilterStateMatcherSchema>[] {
  return instances.map(instance => ({
    key: stateKey,
    matcher: { case: 'stringMatch', value: { matchPattern: { case: 'contains', value: markOf(instance) } } },
  }));
}

/** marksOn are the marks by which the xDS server orders listeners and virtual hosts (`XdsResource.marks`). */
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
