import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { BrotliSchema } from '#gen/envoy/extensions/compression/brotli/compressor/v3/brotli_pb.js';
import { GzipSchema } from '#gen/envoy/extensions/compression/gzip/compressor/v3/gzip_pb.js';
import { ZstdSchema } from '#gen/envoy/extensions/compression/zstd/compressor/v3/zstd_pb.js';
import {
  CompressorPerRouteSchema,
  CompressorSchema,
} from '#gen/envoy/extensions/filters/http/compressor/v3/compressor_pb.js';
import type { Encoding, HttpRule } from '#model';
import { typedExtension } from '../extension.ts';
import type { FilterNeed } from './http-filter.ts';

const filter = 'envoy.filters.http.compressor';
const switchedOn = anyPack(
  CompressorPerRouteSchema,
  create(CompressorPerRouteSchema, {
    override: { case: 'overrides', value: { responseDirectionConfig: {} } },
  }),
);

/** compression compresses answers. The encoding and its settings stand in the chain: there is an instance for each. */
export function compression({ compression }: HttpRule): readonly FilterNeed[] {
  return (compression?.encodings ?? []).map((encoding, i) => {
    const { kind, minLength } = encoding;
    const chooseFirst = i === 0;
    const settings = create(CompressorSchema, {
      compressorLibrary: libraryOf(encoding),
      responseDirectionConfig: {
        commonConfig: minLength === undefined ? {} : { minContentLength: minLength },
      },
      chooseFirst,
    });
    return {
      instance: [
        filter,
        kind,
        ...(minLength === undefined ? [] : [minLength]),
        ...(chooseFirst ? ['first'] : []),
      ].join('/'),
      settings: anyPack(CompressorSchema, settings),
      clusters: [],
      perRoute: switchedOn,
    };
  });
}

function libraryOf({ kind }: Encoding) {
  switch (kind) {
    case 'gzip':
      return typedExtension('envoy.compression.gzip.compressor', GzipSchema, {});
    case 'brotli':
      return typedExtension('envoy.compression.brotli.compressor', BrotliSchema, {});
    case 'zstd':
      return typedExtension('envoy.compression.zstd.compressor', ZstdSchema, {});
  }
}
