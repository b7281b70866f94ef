import { Type } from 'typebox';
import { converted } from '../../schema/annotate.ts';

/** DynamicForwardProxy goes where each request says, by its Host; over TLS where that is said. */
export interface DynamicForwardProxy {
  readonly kind: 'dynamicForwardProxy';
  readonly enableTls: boolean;
}

/** dynamicForwardProxy is `dynamicForwardProxy`. */
export const dynamicForwardProxy = converted(
  Type.Object({ enableTls: Type.Boolean({ default: false }) }),
  ({ enableTls }): DynamicForwardProxy => ({ kind: 'dynamicForwardProxy', enableTls }),
);
