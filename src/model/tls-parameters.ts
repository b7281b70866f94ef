/** TlsVersion is a version of TLS. */
export type TlsVersion = '1.0' | '1.1' | '1.2' | '1.3';

/** TlsParameters are what of TLS is spoken. What is absent is at the proxy's choice, versions between 1.2 and 1.3. */
export interface TlsParameters {
  readonly minVersion?: TlsVersion;
  readonly maxVersion?: TlsVersion;
  /** In Envoy's (BoringSSL's) words; for versions before 1.3. */
  readonly ciphers?: readonly string[];
  readonly ecdhCurves?: readonly string[];
  readonly signatureAlgorithms?: readonly string[];
}
