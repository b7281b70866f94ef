import { BinaryReader, BinaryWriter } from '@bufbuild/protobuf/wire';

// The few fields of delta ADS and of its host names, by their numbers in Envoy's definitions. The generated code for them
// would load all of Envoy's API.

/** NodeName is the node by which a client says which view it wants. */
export interface NodeName {
  readonly id: string;
  readonly cluster?: string;
}

/** DeltaRequest is a request for resources of one type. */
export interface DeltaRequest {
  readonly node?: NodeName;
  readonly typeUrl: string;
  readonly subscribe?: readonly string[];
  /** The versions that the client holds, by name, in the first request of a stream. */
  readonly held?: Iterable<readonly [string, string]>;
  readonly nonce?: string;
  /** Why the response is refused (a NACK). */
  readonly refusal?: string;
}

/** DeltaResponse is the resources of one type that were added, changed or removed. */
export interface DeltaResponse {
  readonly typeUrl: string;
  readonly nonce: string;
  readonly resources: readonly DeltaResource[];
  readonly removed: readonly string[];
}

export interface DeltaResource {
  readonly name: string;
  readonly version: string;
  readonly bytes: Uint8Array;
}

/** The code for a response that cannot be used (google.rpc.Code). */
const invalidArgument = 3;
/** The name of this client in the logs of servers. */
const userAgent = 'fairlead-proxy';

export function writeDeltaRequest(request: DeltaRequest): Uint8Array {
  const { node, typeUrl, subscribe = [], held = [], nonce, refusal } = request;
  const writer = new BinaryWriter();
  if (node !== undefined) {
    text(writer.tag(1, 2).fork(), 1, node.id);
    if (node.cluster !== undefined) text(writer, 2, node.cluster);
    text(writer, 6, userAgent).join();
  }
  text(writer, 2, typeUrl);
  for (const name of subscribe) text(writer, 3, name);
  for (const [name, version] of held) text(text(writer.tag(5, 2).fork(), 1, name), 2, version).join();
  if (nonce !== undefined) text(writer, 6, nonce);
  if (refusal !== undefined)
    text(writer.tag(7, 2).fork().tag(1, 0).int32(invalidArgument), 2, refusal).join();
  return writer.finish();
}

/** readDeltaResponse throws where the bytes are no DeltaResponse. */
export function readDeltaResponse(bytes: Uint8Array): DeltaResponse {
  const resources: DeltaResource[] = [];
  const removed: string[] = [];
  let [typeUrl, nonce] = ['', ''];
  eachField(bytes, (field, reader) => {
    if (field === 2) resources.push(readResource(reader.bytes()));
    else if (field === 4) typeUrl = reader.string();
    else if (field === 5) nonce = reader.string();
    else if (field === 6) removed.push(reader.string());
    else return false;
    return true;
  });
  return { typeUrl, nonce, resources, removed };
}

/** readHostname gives name and addresses of a DnsVirtualDomain; it throws where the bytes are none. */
export function readHostname(bytes: Uint8Array): {
  readonly name: string;
  readonly addresses: readonly string[];
} {
  const addresses: string[] = [];
  let name = '';
  eachField(bytes, (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) readAddresses(reader.bytes(), addresses);
    else return false;
    return true;
  });
  return { name, addresses };
}

function readAddresses(endpoint: Uint8Array, into: string[]): void {
  eachField(endpoint, (field, reader) => {
    if (field !== 1) return false;
    eachField(reader.bytes(), (inner, list) => {
      if (inner === 1) into.push(list.string());
      return inner === 1;
    });
    return true;
  });
}

function readResource(bytes: Uint8Array): DeltaResource {
  let [name, version, value]: [string, string, Uint8Array] = ['', '', new Uint8Array()];
  eachField(bytes, (field, reader) => {
    if (field === 1) version = reader.string();
    else if (field === 3) name = reader.string();
    else if (field === 2) {
      eachField(reader.bytes(), (inner, any) => {
        if (inner === 2) value = any.bytes();
        return inner === 2;
      });
    } else return false;
    return true;
  });
  return { name, version, bytes: value };
}

/** Calls `read` with each length-delimited field; `read` returns whether it consumed the field. Other fields are skipped. */
function eachField(bytes: Uint8Array, read: (field: number, reader: BinaryReader) => boolean): void {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (wireType !== 2 || !read(field, reader)) reader.skip(wireType);
  }
}

function text(writer: BinaryWriter, field: number, value: string): BinaryWriter {
  return writer.tag(field, 2).string(value);
}
