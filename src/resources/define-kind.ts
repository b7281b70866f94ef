import type { TSchema } from 'typebox';
import type { Kind } from './kind.ts';
import { compileReader } from './schema/reader.ts';
import type { Read } from './schema/readonly.ts';

/** KindDefinition is a kind, with its written form as a schema and the way from what is read to the hub form. */
interface KindDefinition<Id extends string, Body extends TSchema, Spec>
  extends Omit<Kind<Id, Spec>, 'decode'> {
  /** What an object of the kind holds beside apiVersion, kind, metadata and status. */
  readonly body: Body;
  readonly hub: (body: Read<Body>) => Spec;
}

/** DefinedKind keeps its schema, of which CRDs and reference pages are written. */
export interface DefinedKind<Id extends string, Spec> extends Kind<Id, Spec> {
  readonly body: TSchema;
}

/** defineKind makes a kind of one definition. Its check is compiled when the first object of the kind is decoded. */
export function defineKind<const Id extends string, Body extends TSchema, Spec>(
  definition: KindDefinition<Id, Body, Spec>,
): DefinedKind<Id, Spec> {
  const { body, hub, ...names } = definition;
  let read: ReturnType<typeof compileReader<Body>> | undefined;
  return {
    ...names,
    body,
    decode(object) {
      read ??= compileReader(body, { ignores: ['apiVersion', 'kind', 'metadata', 'status'] });
      const { value, findings } = read(object);
      return value === undefined ? { findings } : { spec: hub(value), findings };
    },
  };
}
