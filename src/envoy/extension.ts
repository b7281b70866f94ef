import type { DescMessage, MessageInitShape } from '@bufbuild/protobuf';
import { pack } from './encode.ts';

/** extension is a filter, a transport socket or the like: Envoy's name for it, and its own message within an Any. */
export function extension<D extends DescMessage>(name: string, schema: D, settings: MessageInitShape<D>) {
  return {
    name,
    configType: { case: 'typedConfig', value: pack(schema, settings) },
  } as const;
}

/** typedExtension is the same where Envoy takes a TypedExtensionConfig. */
export function typedExtension<D extends DescMessage>(
  name: string,
  schema: D,
  settings: MessageInitShape<D>,
) {
  return { name, typedConfig: pack(schema, settings) } as const;
}
