import type { TSchema } from 'typebox';
import type { Kind, UniversalForm } from './kind.ts';
import type { LocalFinding } from './schema/finding-log.ts';
import { compileReader, type ReaderOptions } from './schema/reader.ts';
import type { Read } from './schema/readonly.ts';
import { universalFields } from './universal.ts';

/** KindDefinition is a kind, with its written form as a schema and the way from what is read to the hub form. */
interface KindDefinition<
  Id extends string,
  Body extends TSchema,
  Spec,
  Flat extends TSchema,
  Part extends TSchema,
> extends Omit<Kind<Id, Spec>, 'decode' | 'universal'> {
  /** What an object of the kind holds beside apiVersion, kind, metadata and status. */
  readonly body: Body;
  readonly hub: (body: Read<Body>) => Spec;
  /** What it holds beside `universalFields` where it is written in the universal form, if ever it is. */
  readonly universal?: {
    readonly scope: UniversalForm<Spec>['scope'];
    readonly plural?: string;
    readonly body: Flat;
    readonly hub: (body: Read<Flat>) => Spec;
  };
  /** Fields that are not known, wherever they stand, refuse the object: it must never mean more than its author wrote. */
  readonly refusesUnknown?: true;
  /** Nobody reads it yet: the author of each object is told that it has no effect. */
  readonly isUnserved?: true;
  /**
   * standIn, of a kind that restricts: what must hold while no version of an object could ever be read, made of the part that
   * can be. Without it, what the object protects would be open to everybody because of a slip of the pen. Of a kind whose
   * status is told by what it names (a route's by its parents), that.
   */
  readonly standIn?: {
    readonly body: Part;
    readonly hub: (body: Read<Part>) => NoInfer<Spec> | undefined;
  };
}

/** DefinedKind keeps its schema, of which CRDs and reference pages are written. */
export interface DefinedKind<Id extends string, Spec> extends Kind<Id, Spec> {
  readonly body: TSchema;
  /** That of the universal form, of a kind that has one. */
  readonly universalBody?: TSchema;
  readonly isUnserved?: true;
}

/** defineKind makes a kind of one definition. Its check is compiled when the first object of the kind is decoded. */
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

/** What is wrong is said of the whole, of which a part may still be read. */
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
