import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  create,
  type DescField,
  type DescMessage,
  fromBinary,
  ScalarType,
  toBinary,
} from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import fc from 'fast-check';
import { ClusterSchema } from '#gen/envoy/config/cluster/v3/cluster_pb.js';
import { ClusterLoadAssignmentSchema } from '#gen/envoy/config/endpoint/v3/endpoint_pb.js';
import { ListenerSchema } from '#gen/envoy/config/listener/v3/listener_pb.js';
import { RouteConfigurationSchema } from '#gen/envoy/config/route/v3/route_pb.js';
import { HttpConnectionManagerSchema } from '#gen/envoy/extensions/filters/network/http_connection_manager/v3/http_connection_manager_pb.js';
import { SecretSchema } from '#gen/envoy/extensions/transport_sockets/tls/v3/secret_pb.js';
import { encode } from './encode.ts';

const schemas: readonly DescMessage[] = [
  ClusterSchema,
  ClusterLoadAssignmentSchema,
  ListenerSchema,
  RouteConfigurationSchema,
  HttpConnectionManagerSchema,
  SecretSchema,
];

/** Fields that a message of any kind may have, some levels deep, in any order. */
function initOf(schema: DescMessage, depth: number): fc.Arbitrary<Record<string, unknown>> {
  const members = schema.members.map(member => {
    if (member.kind !== 'oneof')
      return valueFor(member, depth).map(value => [member.localName, value] as const);
    const cases = member.fields.map(field =>
      valueFor(field, depth).map(value => ({ case: field.localName, value })),
    );
    return fc
      .oneof(fc.constant({ case: undefined }), ...cases)
      .map(value => [member.localName, value] as const);
  });
  if (members.length === 0) return fc.constant({});
  return fc
    .array(fc.oneof(...members), { maxLength: depth > 2 ? 5 : 2 })
    .map(entries => Object.fromEntries(entries));
}

function valueFor(field: DescField, depth: number): fc.Arbitrary<unknown> {
  switch (field.fieldKind) {
    case 'scalar':
      return scalarOf(field.scalar);
    case 'enum':
      return fc.constantFrom(...field.enum.values.map(v => v.number));
    case 'message':
      return messageOf(field.message, field, depth);
    case 'list': {
      const item =
        field.listKind === 'message'
          ? messageOf(field.message, field, depth)
          : field.listKind === 'enum'
            ? fc.constantFrom(...field.enum.values.map(v => v.number))
            : scalarOf(field.scalar);
      return fc.array(item, { maxLength: 3 });
    }
    case 'map': {
      const value =
        field.mapKind === 'message'
          ? messageOf(field.message, field, depth)
          : field.mapKind === 'enum'
            ? fc.constantFrom(...field.enum.values.map(v => v.number))
            : scalarOf(field.scalar);
      return fc
        .array(fc.tuple(fc.stringMatching(/^[a-z]{1,9}$/), value), { maxLength: 2 })
        .map(entries => Object.fromEntries(entries));
    }
  }
}

function messageOf(schema: DescMessage, field: DescField, depth: number): fc.Arbitrary<unknown> {
  if (schema.typeName === 'google.protobuf.Struct') return fc.constant({ a: [1, 'b', { c: null }] });
  if (field.fieldKind === 'message' && field.oneof === undefined && isWrapperDesc(schema)) {
    const [wrapped] = schema.fields;
    if (wrapped?.fieldKind === 'scalar') return scalarOf(wrapped.scalar);
  }
  if (depth === 0) return fc.constant({});
  // Plain, and already made: both occur.
  const init = fc.constant(undefined).chain(() => initOf(schema, depth - 1));
  return fc.oneof(
    init,
    init.map(values => create(schema, values)),
  );
}

function scalarOf(scalar: ScalarType): fc.Arbitrary<unknown> {
  switch (scalar) {
    case ScalarType.STRING:
      return fc.oneof(
        fc.constant(''),
        fc.string(),
        fc.string({ unit: 'binary', minLength: 100, maxLength: 300 }),
      );
    case ScalarType.BYTES:
      return fc.uint8Array({ maxLength: 300 });
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.UINT32:
      return fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff_ffff }));
    case ScalarType.INT32:
      return fc.oneof(fc.constant(0), fc.integer());
    case ScalarType.UINT64:
      return fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }));
    case ScalarType.INT64:
      return fc.oneof(fc.constant(0n), fc.bigInt({ min: -(1n << 63n), max: (1n << 63n) - 1n }));
    case ScalarType.DOUBLE:
      return fc.double({ noNaN: true });
    case ScalarType.FLOAT:
      return fc.float({ noNaN: true });
    default:
      throw new Error(`no values for ${ScalarType[scalar]}`);
  }
}

describe('encode', () => {
  for (const schema of schemas) {
    it(`gives the bytes of the generated encoder: ${schema.name}`, () => {
      fc.assert(
        fc.property(initOf(schema, 4), init => {
          assert.deepEqual(
            Buffer.from(encode(schema, init)),
            Buffer.from(toBinary(schema, create(schema, init))),
          );
        }),
        { numRuns: 300 },
      );
    });
  }

  it('writes every length right, where they take one byte or four', () => {
    for (const length of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
      const init = { name: 'x'.repeat(length), altStatName: 'é'.repeat(length) };
      assert.deepEqual(fromBinary(ClusterSchema, encode(ClusterSchema, init)), create(ClusterSchema, init));
    }
  });

  it('refuses numbers that do not fit', () => {
    assert.throws(() => encode(ClusterSchema, { perConnectionBufferLimitBytes: -1 }), RangeError);
    assert.throws(() => encode(ClusterSchema, { perConnectionBufferLimitBytes: 0.5 }), RangeError);
  });
});
