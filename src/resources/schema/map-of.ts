import { type TRecord, type TSchema, type TString, Type } from 'typebox';

/** mapOf is the schema of a map with free keys: `key` is the schema of each key. An absent map is read as an empty one. */
export function mapOf<V extends TSchema>(key: TString, value: V, maxProperties: number): TRecord<string, V> {
  return Type.Record(Type.String(), value, { propertyNames: key, maxProperties, default: {} });
}
