import { type TRecord, type TSchema, type TString, Type } from 'typebox';

/** mapOf is a map with free keys: `key` is the schema of each key, and a map without entries is what is read for none. */
export function mapOf<V extends TSchema>(key: TString, value: V, maxProperties: number): TRecord<string, V> {
  return Type.Record(Type.String(), value, { propertyNames: key, maxProperties, default: {} });
}
