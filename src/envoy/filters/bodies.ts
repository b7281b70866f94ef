import { create } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { HeaderValueOption_HeaderAppendAction } from '#gen/envoy/config/core/v3/base_pb.js';
import {
  BodyTransformation_TransformAction,
  TransformConfigSchema,
} from '#gen/envoy/extensions/filters/http/transform/v3/transform_pb.js';
import type { BodyChange, HttpRule } from '#model';
import type { FilterNeed } from './http-filter.ts';

const instance = 'envoy.filters.http.transform';
const settings = anyPack(TransformConfigSchema, create(TransformConfigSchema));

/** bodies rewrites bodies of JSON. Envoy leaves alone what says by its content type that it is something else. */
export function bodies({ bodies }: HttpRule): readonly FilterNeed[] {
  if (bodies === undefined) return [];
  const { request, response } = bodies;
  const perRoute = create(TransformConfigSchema, {
    ...(request === undefined ? {} : { requestTransformation: transformation(request) }),
    ...(response === undefined ? {} : { responseTransformation: transformation(response) }),
  });
  return [{ instance, settings, clusters: [], perRoute: anyPack(TransformConfigSchema, perRoute) }];
}

const { APPEND_IF_EXISTS_OR_ADD, OVERWRITE_IF_EXISTS_OR_ADD } = HeaderValueOption_HeaderAppendAction;

/** What a body lacks is empty, as in Inja. */
function transformation({ text, headers }: BodyChange) {
  return {
    headersMutations: headers.map(({ name, value, isAdded }) => ({
      action: {
        case: 'append' as const,
        value: {
          header: { key: name, value },
          appendAction: isAdded ? APPEND_IF_EXISTS_OR_ADD : OVERWRITE_IF_EXISTS_OR_ADD,
        },
      },
    })),
    ...(text === undefined
      ? {}
      : {
          bodyTransformation: {
            bodyFormat: {
              format: {
                case: 'textFormatSource' as const,
                value: { specifier: { case: 'inlineString' as const, value: text } },
              },
              omitEmptyValues: true,
            },
            action: BodyTransformation_TransformAction.REPLACE,
          },
        }),
  };
}
