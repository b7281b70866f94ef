import {
  bool,
  cidrs,
  duration,
  executables,
  interfaces,
  oneOf,
  optionalPath,
  path,
  port,
  ports,
  type SettingType,
  text,
  userPorts,
  users,
  virtualNetworks,
  wholeNumber,
} from './setting-type.ts';

/**
 * Setting is one thing that a user can choose: its place in a configuration file is its key in `settings`, its flag is
 * `--flag`, its environment variable follows from the key (`environmentName`). Names, defaults and precedence are those
 * of Kuma's transparent proxy, so that its files and scripts work; what Kuma lacks is named in its manner.
 */
export interface Setting<T> {
  readonly type: SettingType<T>;
  readonly fallback: T;
  readonly help: string;
  readonly flag?: string;
  /** Further names of the flag, kept for old scripts and not shown in the help. */
  readonly alias?: string;
}

const setting = <T>(
  type: SettingType<T>,
  fallback: T,
  help: string,
  flag?: string,
  alias?: string,
): Setting<T> => ({
  type,
  fallback,
  help,
  ...(flag === undefined ? {} : { flag }),
  ...(alias === undefined ? {} : { alias }),
});

/** BackendName is the means by which traffic is redirected. */
export type BackendName = 'nftables' | 'iptables' | 'iptables-legacy' | 'ebpf';

/** settings are all settings of the transparent proxy, by their place in a configuration file. */
export const settings = {
  kumaDPUser: setting(
    text,
    '',
    'name or UID of the user that runs the proxy; without it UID 5678, else kuma-dp',
    'kuma-dp-user',
    'kuma-dp-uid',
  ),
  ipFamilyMode: setting(oneOf('dualstack', 'ipv4'), 'dualstack', 'IP families to redirect', 'ip-family-mode'),
  backend: setting(
    oneOf('detect', 'nftables', 'iptables', 'iptables-legacy', 'ebpf'),
    'detect',
    'how to redirect; detect takes nftables, else what the host has',
    'backend',
  ),
  'redirect.inbound.enabled': setting(bool, true, 'redirect inbound traffic', 'redirect-inbound'),
  'redirect.inbound.port': setting(
    port,
    15_006,
    'port of the proxy for inbound traffic',
    'redirect-inbound-port',
  ),
  'redirect.inbound.includePorts': setting(
    ports,
    [],
    'redirect these inbound ports only (turns the exclusion of ports off)',
    'include-inbound-ports',
  ),
  'redirect.inbound.excludePorts': setting(
    ports,
    [],
    'leave these inbound ports alone',
    'exclude-inbound-ports',
  ),
  'redirect.inbound.includeIPs': setting(
    cidrs,
    [],
    'redirect inbound traffic from these addresses only',
    'include-inbound-ips',
  ),
  'redirect.inbound.excludePortsForIPs': setting(
    cidrs,
    [],
    'leave inbound traffic from these addresses alone',
    'exclude-inbound-ips',
  ),
  'redirect.inbound.includeInterfaces': setting(
    interfaces,
    [],
    'redirect inbound traffic of these interfaces only',
    'include-inbound-interfaces',
  ),
  'redirect.inbound.excludeInterfaces': setting(
    interfaces,
    [],
    'leave inbound traffic of these interfaces alone',
    'exclude-inbound-interfaces',
  ),
  'redirect.inbound.includeUIDs': setting(
    users,
    [],
    'redirect only ports that these users listen on at the time of the install',
    'include-inbound-uids',
  ),
  'redirect.inbound.excludePortsForUIDs': setting(
    userPorts,
    [],
    'leave ports alone that these users listen on at the time of the install',
    'exclude-inbound-ports-for-uids',
  ),
  'redirect.inbound.insertRedirectInsteadOfAppend': setting(
    bool,
    false,
    'redirect before the other rules of the host see inbound traffic, not after',
    'redirect-inbound-insert-instead-of-append',
  ),
  'redirect.outbound.enabled': setting(bool, true, 'redirect outbound traffic', 'redirect-outbound'),
  'redirect.outbound.port': setting(
    port,
    15_001,
    'port of the proxy for outbound traffic',
    'redirect-outbound-port',
  ),
  'redirect.outbound.includePorts': setting(
    ports,
    [],
    'redirect these outbound ports only (turns the exclusion of ports off)',
    'include-outbound-ports',
  ),
  'redirect.outbound.excludePorts': setting(
    ports,
    [],
    'leave these outbound ports alone',
    'exclude-outbound-ports',
  ),
  'redirect.outbound.includeIPs': setting(
    cidrs,
    [],
    'redirect traffic to these addresses only',
    'include-outbound-ips',
  ),
  'redirect.outbound.excludePortsForIPs': setting(
    cidrs,
    [],
    'leave traffic to these addresses alone',
    'exclude-outbound-ips',
  ),
  'redirect.outbound.includeInterfaces': setting(
    interfaces,
    [],
    'redirect traffic that leaves by these interfaces only',
    'include-outbound-interfaces',
  ),
  'redirect.outbound.excludeInterfaces': setting(
    interfaces,
    [],
    'leave traffic alone that leaves by these interfaces',
    'exclude-outbound-interfaces',
  ),
  'redirect.outbound.includeUIDs': setting(
    users,
    [],
    'redirect traffic of these users only',
    'include-outbound-uids',
  ),
  'redirect.outbound.excludePortsForUIDs': setting(
    userPorts,
    [],
    'leave traffic of these users to these ports alone',
    'exclude-outbound-ports-for-uids',
  ),
  'redirect.outbound.insertRedirectInsteadOfAppend': setting(
    bool,
    false,
    'redirect before the other rules of the host see outbound traffic, not after',
    'redirect-outbound-insert-instead-of-append',
  ),
  'redirect.dns.enabled': setting(
    bool,
    false,
    'redirect DNS that goes to the servers of resolv.conf',
    'redirect-dns',
  ),
  'redirect.dns.port': setting(port, 15_053, 'port of the DNS server of the proxy', 'redirect-dns-port'),
  'redirect.dns.captureAll': setting(
    bool,
    false,
    'redirect all DNS, whatever server it goes to',
    'redirect-all-dns-traffic',
  ),
  'redirect.dns.skipConntrackZoneSplit': setting(
    bool,
    false,
    'do not keep the DNS of applications and of the proxy in conntrack zones of their own',
    'skip-dns-conntrack-zone-split',
  ),
  'redirect.dns.resolvConfigPath': setting(
    text,
    '/etc/resolv.conf',
    'where the DNS servers of the host are listed',
  ),
  'redirect.vnet.networks': setting(
    virtualNetworks,
    [],
    'networks behind an interface whose traffic is outbound too',
    'vnet',
  ),
  'ebpf.enabled': setting(bool, false, 'the same as --backend ebpf', 'ebpf-enabled'),
  'ebpf.instanceIP': setting(
    text,
    '',
    'with eBPF: source that the proxy sees on redirected connections, one address a family; without it that of the default route',
    'ebpf-instance-ip',
  ),
  'ebpf.instanceIPEnvVarName': setting(text, '', 'environment variable that holds this address'),
  'ebpf.bpffsPath': setting(
    path,
    '/run/kuma/bpf',
    'with eBPF: where to pin; a BPF file system is mounted there where none is',
    'ebpf-bpffs-path',
  ),
  'ebpf.cgroupPath': setting(
    path,
    '/sys/fs/cgroup',
    'with eBPF: cgroup of the applications and the proxy; the mount itself means the lowest one that holds every process of this network namespace',
    'ebpf-cgroup-path',
  ),
  'ebpf.programsSourcePath': setting(
    optionalPath,
    '',
    'with eBPF: directory of compiled programs to use in place of the own ones',
    'ebpf-programs-source-path',
  ),
  'ebpf.tcAttachIface': setting(
    text,
    '',
    'with eBPF: take inbound connections of this interface only',
    'ebpf-tc-attach-iface',
  ),
  'retry.maxRetries': setting(
    wholeNumber('count', 100),
    4,
    'how often to try again when the firewall is busy',
    'max-retries',
  ),
  'retry.sleepBetweenRetries': setting(
    duration,
    2000,
    'how long to wait before each further try',
    'sleep-between-retries',
  ),
  iptablesExecutables: setting(executables, {}, 'where the programs of iptables are', 'iptables-executables'),
  'log.enabled': setting(
    bool,
    false,
    'log new connections that reach the rules to the kernel log',
    'iptables-logs',
  ),
  'log.level': setting(wholeNumber('level', 7), 7, 'level of these lines in the kernel log'),
  'comments.disabled': setting(bool, false, 'write no comments into iptables rules', 'disable-comments'),
  wait: setting(
    wholeNumber('seconds', 3600),
    5,
    'how many seconds to wait for the lock of xtables; 0 is for ever',
    'wait',
  ),
  waitInterval: setting(
    wholeNumber('microseconds', 999_999),
    0,
    'how many microseconds between looks at that lock',
    'wait-interval',
  ),
  dropInvalidPackets: setting(
    bool,
    false,
    'drop packets that conntrack cannot place',
    'drop-invalid-packets',
  ),
  storeFirewalld: setting(
    bool,
    false,
    'also write the rules to the direct.xml of firewalld',
    'store-firewalld',
  ),
  firewalldConfigDir: setting(
    text,
    '/etc/firewalld',
    'where firewalld keeps its configuration',
    'firewalld-config-dir',
  ),
  persist: setting(
    bool,
    false,
    'also write a systemd unit that installs the rules before the network is up',
    'persist',
  ),
  cniMode: setting(bool, false, 'run by a CNI plugin: the user need not exist here'),
  dryRun: setting(bool, false, 'print what would change, and change nothing', 'dry-run'),
  verbose: setting(bool, false, 'say each step', 'verbose'),
} as const;

/** SettingKey is the place of a setting in a configuration file. */
export type SettingKey = keyof typeof settings;

/** Config is a value for every setting. */
export type Config = {
  readonly [K in SettingKey]: (typeof settings)[K] extends Setting<infer T> ? T : never;
};

/** settingKeys are all keys, in the order of the help. */
export const settingKeys = Object.keys(settings) as readonly SettingKey[];

/** settingOf is the definition of a setting with its type left open, for code that treats all settings alike. */
export function settingOf(key: SettingKey): Setting<unknown> {
  return settings[key];
}

/** environmentName is Kuma's name for a setting: `redirect.dns.captureAll` is KUMA_TRANSPARENT_PROXY_REDIRECT_DNS_CAPTURE_ALL. */
export function environmentName(key: SettingKey): string {
  const words = key.replaceAll('UIDs', 'Uids').replaceAll('IPs', 'Ips').replaceAll('.', '_');
  const parted = words.replace(/([a-z0-9])([A-Z])/g, '$1_$2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2');
  return `KUMA_TRANSPARENT_PROXY_${parted.toUpperCase()}`;
}
