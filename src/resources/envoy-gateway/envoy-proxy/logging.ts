import { Type } from 'typebox';
import { logLevels } from '#lib/envoy-command-line.ts';
import { mapOf } from '../../schema/map-of.ts';
import type { Read } from '../../schema/readonly.ts';

const component = Type.String({
  maxLength: 64,
  pattern: '^[a-z0-9_]+$',
  '~wants': 'the name of a component of Envoy, such as upstream, or default',
});

/** logging sets the log levels of Envoy's components; `default` applies to all that are not named. */
export const logging = Type.Object({ level: mapOf(component, Type.Enum([...logLevels]), 128) });

/** WrittenLogging is logging as read. */
export type WrittenLogging = Read<typeof logging>;
