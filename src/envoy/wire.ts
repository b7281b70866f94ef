import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** embed wraps a message's bytes as a field of another: concatenated fields are a message (protobuf's merge rule). */
export function embed(field: number, bytes: Uint8Array): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(bytes).finish();
}
