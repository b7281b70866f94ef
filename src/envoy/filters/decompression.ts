import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { BrotliSchema } from '#gen/envoy/extensions/compression/brotli/decompressor/v3/brotli_pb.js';
import { GzipSchema } from '#gen/envoy/extensions/compression/gzip/decompressor/v3/gzip_pb.js';
import { ZstdSchema } from '#gen/envoy/extensions/compression/zstd/decompressor/v3/zstd_pb.js';
import { DecompressorSchema } from '#gen/envoy/extensions/filters/http/decompressor/v3/decompressor_pb.js';
import type { Encoding, HttpRule } from '#model';
import { typedExtension } from '../extension.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

const filter = 'envoy.filters.http.decompressor';
const never = { defaultValue: false };

/** decompression decompresses requests, and answers unless told otherwise, with an instance for each encoding. */
export function decompression({ decompression }: HttpRule): readonly FilterNeed[] {
  const { encodings = [], isOfRequests } = decompression ?? {};
  return encodings.map(kind => ({
    instance: [filter, kind, ...(isOfRequests ? ['requests'] : [])].join('/'),
    settings: anyPack(
      DecompressorSchema,
      create(DecompressorSchema, {
        decompressorLibrary: libraryOf(kind),
        ...(isOfRequests ? { responseDirectionConfig: { commonConfig: { enabled: never } } } : {}),
      }),
    ),
    clusters: [],
    perRoute: switchedOn,
  }));
}

function libraryOf(kind: Encoding['kind']) {
  switch (kind) {
    case 'gzip':
      return typedExtension('envoy.compression.gzip.decompressor', GzipSchema, {});
    case 'brotli':
      return typedExtension('envoy.compression.brotli.decompressor', BrotliSchema, {});
    case 'zstd':
      return typedExtension('envoy.compression.zstd.decompressor', ZstdSchema, {});
  }
}
