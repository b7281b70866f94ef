import { Type } from 'typebox';
import type { Report } from '../schema/annotate.ts';

const versions = ['TLSAuto', 'TLS10', 'TLS11', 'TLS12', 'TLS13'] as const;

/** TlsVersionName is a TLS version as written; `TLSAuto` leaves the choice to Envoy. */
export type TlsVersionName = (typeof versions)[number];

/** tlsVersionName is the schema without a default; tlsVersionByDefault is the one where absent means `TLSAuto`. */
export const tlsVersionName = Type.Enum([...versions]);
export const tlsVersionByDefault = Type.Enum([...versions], { default: 'TLSAuto' });

/** versionsInOrder requires that the newest version is not older than the oldest. */
export function versionsInOrder(
  { min = 'TLSAuto', max = 'TLSAuto' }: { readonly min?: TlsVersionName; readonly max?: TlsVersionName },
  report: Report,
): void {
  if (max !== 'TLSAuto' && versions.indexOf(min) > versions.indexOf(max))
    report(`must not be below min, which is ${min}`, 'max');
}
