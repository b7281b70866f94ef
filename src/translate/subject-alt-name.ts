import type { SubjectAltName } from '#model';
import type { WrittenSubjectAltName } from '#resources';

/** subjectAltNameOf is a name that a certificate may be for. */
export function subjectAltNameOf({ hostname, uri }: WrittenSubjectAltName): readonly SubjectAltName[] {
  return [
    ...(hostname === undefined ? [] : [{ kind: 'hostname', value: hostname } as const]),
    ...(uri === undefined ? [] : [{ kind: 'uri', value: uri } as const]),
  ];
}
