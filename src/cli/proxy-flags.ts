/** ProxyFlags are the flags of `fairlead proxy`, as given. */
export interface ProxyFlags {
  readonly cpAddress: string;
  readonly dataplaneFile?: string;
  readonly dataplaneVar?: readonly string[];
  readonly dataplaneTokenFile?: string;
  readonly caCertFile?: string;
  readonly skipVerify?: boolean;
  readonly mesh: string;
  readonly name?: string;
  readonly drainTime: string;
  readonly concurrency?: string;
  readonly binaryPath?: string;
  readonly configDir?: string;
  readonly dnsEnabled: string | true;
  readonly dnsProxyPort: string;
  readonly dnsServer?: readonly string[];
  readonly readinessPort?: string;
}

/** Flag is one of these flags. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** The placeholder for its value; absent: it takes none. */
  readonly value?: string;
  /** The value may be left out. */
  readonly optional?: boolean;
  readonly repeated?: boolean;
  readonly fallback?: string;
  readonly help: string;
}

/**
 * proxyFlags are all of them, with the names that they have in Kuma's `kuma-dp run`. They are a table because two programs
 * read them: the one that runs beside every workload does without the libraries of the other commands.
 */
export const proxyFlags: readonly Flag[] = [
  {
    ...{ name: 'cp-address', value: 'url', fallback: 'https://localhost:5678' },
    help: 'where the control plane takes proxies on',
  },
  {
    ...{ name: 'dataplane-file', short: 'd', value: 'file' },
    help: 'its Dataplane (YAML or JSON); - is standard input',
  },
  {
    ...{ name: 'dataplane-var', short: 'v', value: 'name=value', repeated: true },
    help: 'what stands for {{ name }} in that file; may be repeated',
  },
  { name: 'name', value: 'name', help: 'of a Dataplane that is there already, instead of a file' },
  { name: 'mesh', value: 'name', fallback: 'default', help: 'the mesh of that' },
  { name: 'dataplane-token-file', value: 'file', help: 'what it shows to be that Dataplane' },
  { name: 'ca-cert-file', value: 'file', help: 'who signed the certificate of the control plane (PEM)' },
  { name: 'skip-verify', help: 'believe whoever answers there' },
  {
    ...{ name: 'drain-time', value: 'duration', fallback: '30s' },
    help: 'what is in flight may take as long as this when it ends',
  },
  { name: 'concurrency', value: 'n', help: 'threads that serve (default: one for each processor)' },
  { name: 'binary-path', value: 'file', help: 'the Envoy to run (default: as for up)' },
  {
    ...{ name: 'config-dir', value: 'dir' },
    help: 'where it keeps what it was told (default: below ~/.local/state/fairlead/)',
  },
  {
    ...{ name: 'dns-enabled', value: 'bool', optional: true, fallback: 'true' },
    help: 'answer names on loopback',
  },
  {
    ...{ name: 'dns-proxy-port', value: 'port', fallback: '15053' },
    help: 'at this port, over UDP and TCP',
  },
  {
    ...{ name: 'dns-server', value: 'address', repeated: true },
    help: 'whom to ask what is not of the mesh: ADDRESS or ADDRESS:PORT; may be repeated (default: /etc/resolv.conf)',
  },
  {
    ...{ name: 'readiness-port', value: 'port' },
    help: 'answer /ready and /metrics there, on loopback (default: nowhere)',
  },
];
