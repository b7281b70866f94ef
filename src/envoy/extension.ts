import { create, type DescMessage, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';

/** extension is a filter, a transport socket or the like: Envoy's name for it, and its own message within an Any. */
export function extension<D extends DescMessage>(name: string, schema: D, settings: MessageInitShape<D>) {
  return {
    name,
    configType: { case: 'typedConfig', value: anyPack(schema, create(schema, settings)) },
  } as const;
}
