import type { TSchema } from 'typebox';
import type { Kind, UniversalForm } from './kind.ts';
import type { LocalFinding } from './schema/finding-log.ts';
import { compileReader, type ReaderOptions } from './schema/reader.ts';
import type { Read } from './schema/readonly.ts';
import { universalFields } from './universal.ts';

/** KindDefinition defines a kind: the schema of its written form, and the conversion from that to the hub form. */
interface KindDefinition<
  Id extends string,
  Body extends TSchema,
  Spec,
  Flat extends TSchema,
  Part extends TSchema,
> extends Omit<Kind<Id, Spec>, 'decode' | 'universal'> {
  /** The fields of an object besides apiVersion, kind, metadata and status. */
  readonly body: Body;
  readonly hub: (body: Read<Body>) => Spec;
  /** The fields besides `universalFields` in the universal form, if the kind has that. */
  readonly universal?: {
    readonly scope: UniversalForm<Spec>['scope'];
    readonly plural?: string;
    readonly body: Flat;
    readonly hub: (body: Read<Flat>) => Spec;
  };
  /** Unknown fields, anywhere, make the object invalid: it must never mean more than its author wrote. */
  readonly refusesUnknown?: true;
  /** Nothing uses the kind yet: the author of each object is told that it has no effect. */
  readonly isUnserved?: true;
  /**
   * standIn makes a spec from the valid part of an object no version of which was ever valid. For a kind that restricts access,
   * it is what must apply: otherwise a slip of the pen would open to everybody what the object protects. For a kind whose status
   * is reported by what it refers to (a route's by its parents), it is those references.
   */
  readonly standIn?: {
    readonly body: Part;
    readonly hub: (body: Read<Part>) => NoInfer<Spec> | undefined;
  };
}

/** DefinedKind keeps its schema, from which CRDs and reference pages are generated. */
export interface DefinedKind<Id extends string, Spec> extends Kind<Id, Spec> {
  readonly body: TSchema;
  /** The schema of the universal form, if the kind has one. */
  readonly universalBody?: TSchema;
  readonly isUnserved?: true;
}

/** defineKind makes a kind from a definition. Its validator is compiled when the first object of the kind is decoded. */
export function defineKind<
  const Id extends string,
  Body extends TSchema,
  Spec,
  Flat extends TSchema = Body,
  Part extends TSchema = Body,
>(definition: KindDefinition<Id, Body, Spec, Flat, Part>): DefinedKind<Id, Spec> {
  const { body, hub, standIn, universal, refusesUnknown = false, ...names } = definition;
  const told = names.isUnserved ? [unservedKind] : [];
  const usual = ['apiVersion', 'kind', 'metadata', 'status'];
  const decodeWhole = decoder(body, { ignores: usual, refusesUnknown }, hub, told);
  const decodePart = standIn && decoder(standIn.body, { ignores: usual }, standIn.hub, told);
  return {
    ...names,
    body,
    decode: decodePart === undefined ? decodeWhole : orInstead(decodeWhole, decodePart),
    ...(universal === undefined
      ? {}
      : {
          universalBody: universal.body,
          universal: {
            scope: universal.scope,
            ...(universal.plural === undefined ? {} : { plural: universal.plural }),
            decode: decoder(
              universal.body,
              { ignores: [...universalFields, 'status'], refusesUnknown },
              universal.hub,
              told,
            ),
          },
        }),
  };
}

const unservedKind: LocalFinding = {
  severity: 'warning',
  reason: 'UnsupportedValue',
  message: 'is of a kind that is not served yet: it has no effect',
  path: '',
};

function decoder<Body extends TSchema, Spec>(
  body: Body,
  options: ReaderOptions,
  hub: (body: Read<Body>) => Spec | undefined,
  told: readonly LocalFinding[],
): Kind<string, Spec>['decode'] {
  let read: ReturnType<typeof compileReader<Body>> | undefined;
  return object => {
    read ??= compileReader(body, options);
    const { value, findings: found } = read(object);
    const findings = told.length === 0 ? found : [...told, ...found];
    const spec = value === undefined ? undefined : hub(value);
    return spec === undefined ? { findings } : { spec, findings };
  };
}

/** Reports the findings about the whole object, even where a part of it can be read. */
function orInstead<Spec>(
  decodeWhole: Kind<string, Spec>['decode'],
  decodePart: Kind<string, Spec>['decode'],
): Kind<string, Spec>['decode'] {
  return object => {
    const whole = decodeWhole(object);
    if (whole.spec !== undefined) return whole;
    const { spec: standIn } = decodePart(object);
    return standIn === undefined ? whole : { ...whole, standIn };
  };
}
