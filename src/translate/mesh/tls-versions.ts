import type { TlsParameters, TlsVersion } from '#model';
import type { TlsVersionName } from '#resources';
import { given } from '../policies/given.ts';

const versions: Readonly<Record<TlsVersionName, TlsVersion | undefined>> = {
  TLSAuto: undefined,
  TLS10: '1.0',
  TLS11: '1.1',
  TLS12: '1.2',
  TLS13: '1.3',
};

/** tlsVersions are the oldest and the newest version of TLS that was written; `TLSAuto` leaves the choice to the proxy. */
export function tlsVersions({
  min = 'TLSAuto',
  max = 'TLSAuto',
}: {
  readonly min?: TlsVersionName;
  readonly max?: TlsVersionName;
}): TlsParameters {
  return given({ minVersion: versions[min], maxVersion: versions[max] });
}
