import { typeUrls, type XdsResource } from '#lib/xds-resource.ts';
import type { Batch } from './batch.ts';

/** Frame is one response message, ready to be written to any number of streams. */
export interface Frame {
  readonly batch: Batch;
  readonly nonce: string;
  readonly payload: Buffer;
}

// Tags of length-delimited fields, as envoy/service/discovery/v3/discovery.proto and google.protobuf.Any number them.
const field = (number: number): number => number * 8 + 2;
const delta = {
  systemVersion: field(1),
  resources: field(2),
  typeUrl: field(4),
  nonce: field(5),
  removed: field(6),
};
const sotw = { version: field(1), resources: field(2), typeUrl: field(4), nonce: field(5) };
const resource = { version: field(1), any: field(2), name: field(3) };
const any = { typeUrl: field(1), value: field(2) };

/**
 * deltaFrame splices a DeltaDiscoveryResponse around the ready-made bytes of its resources. Nothing is encoded again and
 * nothing is kept per resource: what stands around the bytes costs less to write than to remember.
 */
export function deltaFrame(batch: Batch, nonce: string): Frame {
  const typeUrl = typeUrls[batch.type];
  let size = sizeOf(nonce.length) * 2 + sizeOf(typeUrl.length);
  for (const one of batch.sends) size += sizeOf(resourceSize(one, typeUrl));
  for (const name of batch.removed) size += sizeOf(Buffer.byteLength(name));
  const splice = new Splice(size);
  splice.string(delta.systemVersion, nonce);
  for (const one of batch.sends) {
    splice.open(delta.resources, resourceSize(one, typeUrl));
    splice.string(resource.version, one.version);
    splice.open(resource.any, anySize(one, typeUrl));
    splice.string(any.typeUrl, typeUrl);
    splice.bytes(any.value, one.bytes);
    splice.string(resource.name, one.name);
  }
  splice.string(delta.typeUrl, typeUrl);
  splice.string(delta.nonce, nonce);
  for (const name of batch.removed) splice.string(delta.removed, name);
  return { batch, nonce, payload: splice.done() };
}

/** sotwFrame splices a DiscoveryResponse that holds `all` resources of the type; `batch` says what is new in it. */
export function sotwFrame(
  batch: Batch,
  nonce: string,
  all: readonly XdsResource[],
  versionInfo: string,
): Frame {
  const typeUrl = typeUrls[batch.type];
  let size = sizeOf(versionInfo.length) + sizeOf(typeUrl.length) + sizeOf(nonce.length);
  for (const one of all) size += sizeOf(anySize(one, typeUrl));
  const splice = new Splice(size);
  splice.string(sotw.version, versionInfo);
  for (const one of all) {
    splice.open(sotw.resources, anySize(one, typeUrl));
    splice.string(any.typeUrl, typeUrl);
    splice.bytes(any.value, one.bytes);
  }
  splice.string(sotw.typeUrl, typeUrl);
  splice.string(sotw.nonce, nonce);
  return { batch, nonce, payload: splice.done() };
}

/** lengthDelimited is one protobuf field of that number around the bytes. */
export function lengthDelimited(number: number, bytes: Uint8Array): Buffer {
  const splice = new Splice(sizeOf(bytes.length));
  splice.bytes(field(number), bytes);
  return splice.done();
}

function anySize(one: XdsResource, typeUrl: string): number {
  return sizeOf(typeUrl.length) + sizeOf(one.bytes.length);
}

function resourceSize(one: XdsResource, typeUrl: string): number {
  return sizeOf(one.version.length) + sizeOf(anySize(one, typeUrl)) + sizeOf(Buffer.byteLength(one.name));
}

/** sizeOf a field with a one-byte tag and that many bytes in it. */
function sizeOf(length: number): number {
  let varint = 1;
  for (let rest = length; rest > 0x7f; rest = Math.floor(rest / 0x80)) varint++;
  return 1 + varint + length;
}

/** Splice fills a buffer of a size that is known beforehand. */
class Splice {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(size: number) {
    this.#buffer = Buffer.allocUnsafe(size);
  }

  open(tag: number, length: number): void {
    this.#buffer[this.#at++] = tag;
    let rest = length;
    for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) this.#buffer[this.#at++] = (rest % 0x80) + 0x80;
    this.#buffer[this.#at++] = rest;
  }

  string(tag: number, text: string): void {
    this.open(tag, Buffer.byteLength(text));
    this.#at += this.#buffer.write(text, this.#at);
  }

  bytes(tag: number, bytes: Uint8Array): void {
    this.open(tag, bytes.length);
    this.#buffer.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  done(): Buffer {
    if (this.#at !== this.#buffer.length)
      throw new Error(`frame of ${this.#at} bytes, ${this.#buffer.length} planned`);
    return this.#buffer;
  }
}
