import { Type } from 'typebox';
import { defineKind } from '../define-kind.ts';
import type { ResourceOf } from '../kind.ts';
import { ruled } from '../schema/annotate.ts';
import { mapOf } from '../schema/map-of.ts';
import type { Read } from '../schema/readonly.ts';
import { base64, checkSize, dataKey } from './data.ts';

const body = ruled(
  Type.Object(
    {
      data: mapOf(dataKey, Type.String(), 1024),
      binaryData: mapOf(dataKey, base64, 1024),
    },
    { '~ignores': ['immutable'] },
  ),
  ({ data, binaryData }, report) => checkSize([...Object.values(data), ...Object.values(binaryData)], report),
  ({ data, binaryData }, report) => {
    for (const key of Object.keys(binaryData)) {
      if (Object.hasOwn(data, key)) report('must not stand in data as well', 'binaryData', key);
    }
  },
);
/** ConfigMapSpec: texts in `data`, bytes in `binaryData`. */
export type ConfigMapSpec = Read<typeof body>;

export const configMap = defineKind({
  id: 'kubernetes/ConfigMap',
  group: '',
  kind: 'ConfigMap',
  plural: 'configmaps',
  shortNames: ['cm'],
  versions: ['v1'],
  scope: 'Namespaced',
  body,
  hub: body => body,
});
export type ConfigMap = ResourceOf<typeof configMap>;
