import { Type } from 'typebox';
import type { Report } from '../schema/annotate.ts';

const versions = ['TLSAuto', 'TLS10', 'TLS11', 'TLS12', 'TLS13'] as const;

/** TlsVersionName is a version of TLS as it is written, `TLSAuto` what Envoy takes. */
export type TlsVersionName = (typeof versions)[number];

/** tlsVersionName is one where none is meant by being left out, and tlsVersionByDefault where that means `TLSAuto`. */
export const tlsVersionName = Type.Enum([...versions]);
export const tlsVersionByDefault = Type.Enum([...versions], { default: 'TLSAuto' });

/** versionsInOrder is the rule that the newest version is not older than the oldest. */
export function versionsInOrder(
  { min = 'TLSAuto', max = 'TLSAuto' }: { readonly min?: TlsVersionName; readonly max?: TlsVersionName },
  report: Report,
): void {
  if (max !== 'TLSAuto' && versions.indexOf(min) > versions.indexOf(max))
    report(`must not be below min, which is ${min}`, 'max');
}
