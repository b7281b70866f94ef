/** TlsVersion is a version of TLS. */
export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3';

/** TlsParameters limit how TLS is spoken. The proxy chooses what is absent; versions are then 1.2 and 1.3. */
export interface TlsParameters {
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** By Envoy's (BoringSSL's) names; for versions before 1.3. */
  readonly ciphers?: readonly string[];
  readonly ecdhCurves?: readonly string[];
  readonly signatureAlgorithms?: readonly string[];
}
