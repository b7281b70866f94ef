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
    help: 'where the control plane lets proxies join',
  },
  {
    ...{ name: 'dataplane-file', short: 'd', value: 'file' },
    help: 'file with the Dataplane of the workload (YAML or JSON); - is standard input',
  },
  {
    ...{ name: 'dataplane-var', short: 'v', value: 'name=value', repeated: true },
    help: 'value of {{ name }} in that file; may be repeated',
  },
  { name: 'name', value: 'name', help: 'name of a Dataplane that exists already, instead of a file' },
  { name: 'mesh', value: 'name', fallback: 'default', help: 'mesh of that Dataplane' },
  { name: 'dataplane-token-file', value: 'file', help: 'file with the token of the Dataplane' },
  { name: 'ca-cert-file', value: 'file', help: "CA that signed the control plane's certificate (PEM)" },
  { name: 'skip-verify', help: "do not verify the control plane's certificate" },
  {
    ...{ name: 'drain-time', value: 'duration', fallback: '30s' },
    help: 'longest time to wait for requests in flight on SIGTERM',
  },
  { name: 'concurrency', value: 'n', help: 'worker threads of Envoy (default: one per processor)' },
  { name: 'binary-path', value: 'file', help: 'Envoy to run (default: as for fairlead up)' },
  {
    ...{ name: 'config-dir', value: 'dir' },
    help: 'directory for its state (default: below ~/.local/state/fairlead/)',
  },
  {
    ...{ name: 'dns-enabled', value: 'bool', optional: true, fallback: 'true' },
    help: 'resolve names for the workload, on loopback',
  },
  {
    ...{ name: 'dns-proxy-port', value: 'port', fallback: '15053' },
    help: 'port of this DNS server, UDP and TCP',
  },
  {
    ...{ name: 'dns-server', value: 'address', repeated: true },
    help: 'DNS server for names outside the mesh: ADDRESS or ADDRESS:PORT; may be repeated (default: those in /etc/resolv.conf)',
  },
  {
    ...{ name: 'readiness-port', value: 'port' },
    help: 'port for /ready and /metrics on loopback (default: none)',
  },
];
