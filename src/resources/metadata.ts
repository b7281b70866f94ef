import { Type } from 'typebox';
import type { Kind, Metadata } from './kind.ts';
import { annotationKey, labelKey, labelValue, namespaceName, subdomain } from './names.ts';
import { type Report, ruled } from './schema/annotate.ts';
import { mapOf } from './schema/map-of.ts';
import { compileReader, type ReadResult } from './schema/reader.ts';

/** The API server's limit on all annotations of an object together. */
const maxAnnotationBytes = 256 * 1024;

const metadata = Type.Object(
  {
    name: subdomain,
    namespace: Type.Optional(namespaceName),
    labels: mapOf(labelKey, labelValue, 256),
    annotations: ruled(mapOf(annotationKey, Type.String(), 1024), checkSize),
    generation: Type.Integer({ minimum: 0, default: 1 }),
    creationTimestamp: Type.Optional(Type.String({ maxLength: 64 })),
    uid: Type.Optional(Type.String({ maxLength: 128 })),
    resourceVersion: Type.Optional(Type.String({ maxLength: 128 })),
  },
  {
    '~ignores': [
      'deletionGracePeriodSeconds',
      'deletionTimestamp',
      'finalizers',
      'generateName',
      'managedFields',
      'ownerReferences',
      'selfLink',
    ],
  },
);

function checkSize(annotations: Readonly<Record<string, string>>, report: Report): void {
  let bytes = 0;
  for (const key in annotations) bytes += key.length + (annotations[key]?.length ?? 0);
  if (bytes > maxAnnotationBytes)
    report(`must hold at most ${maxAnnotationBytes} bytes together, but holds ${bytes}`);
}

let read: ReturnType<typeof compile> | undefined;
const compile = () => compileReader(Type.Object({ metadata }));

/** readMetadata checks an object's `metadata`: names, labels and annotations by the API server's rules. */
export function readMetadata(written: unknown, scope: Kind<string, unknown>['scope']): ReadResult<Metadata> {
  read ??= compile();
  const { value, findings } = read({ metadata: written });
  if (value === undefined) return { findings };
  const { name: _, namespace, ...rest } = value.metadata;
  if (scope === 'Namespaced' || namespace === undefined) return { value: rest, findings };
  const message = 'has no effect: objects of this kind are in no namespace';
  return {
    value: rest,
    findings: [...findings, { severity: 'warning', reason: 'Invalid', message, path: 'metadata.namespace' }],
  };
}
