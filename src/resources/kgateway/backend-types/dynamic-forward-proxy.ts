import { Type } from 'typebox';
import { converted } from '../../schema/annotate.ts';

/** DynamicForwardProxy sends each request to the host that it names, over TLS if `enableTls`. */
export interface DynamicForwardProxy {
  readonly kind: 'dynamicForwardProxy';
  readonly enableTls: boolean;
}

/** dynamicForwardProxy is `dynamicForwardProxy`. */
export const dynamicForwardProxy = converted(
  Type.Object({ enableTls: Type.Boolean({ default: false }) }),
  ({ enableTls }): DynamicForwardProxy => ({ kind: 'dynamicForwardProxy', enableTls }),
);
