import { load } from 'js-yaml';
import { Fault, type FaultCode } from '#lib/fault.ts';
import { isMap } from '#lib/fields.ts';
import { type Config, environmentName, type SettingKey, settingKeys, settingOf } from './settings.ts';

/** ConfigurationFile is the text of one file that the user named. */
export interface ConfigurationFile {
  readonly name: string;
  readonly text: string;
}

/** Inputs is everything that settings come from, weakest first; within `files` the later one wins. */
export interface Inputs {
  readonly files: readonly ConfigurationFile[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What the command line said, by setting: `true`, a text, or a list of texts. */
  readonly flags: Readonly<Partial<Record<SettingKey, unknown>>>;
}

/** A configuration file may be this long, in characters. */
const longestFile = 1_048_576;

/**
 * configuration makes the values of all settings: defaults, then files, then environment, then flags (Kuma's order). It
 * throws a Fault that names the file, variable or flag, what is wrong with it, and which flags contradict each other.
 */
export function configuration({ files, environment, flags }: Inputs): Config {
  const values = new Map<SettingKey, unknown>(settingKeys.map(key => [key, settingOf(key).fallback]));
  for (const file of files) {
    for (const [key, raw] of Object.entries(readFile(file))) {
      values.set(key as SettingKey, parse(key as SettingKey, raw, 'input', `${file.name}: ${key}`));
    }
  }
  for (const key of settingKeys) {
    const raw = environment[environmentName(key)];
    if (raw !== undefined) values.set(key, parse(key, raw, 'input', environmentName(key)));
  }
  for (const key of settingKeys) {
    if (flags[key] !== undefined) values.set(key, parse(key, flags[key], 'usage', flagName(key)));
  }
  if (values.get('redirect.dns.captureAll') === true && flags['redirect.dns.captureAll'] !== undefined) {
    values.set('redirect.dns.enabled', true);
  }
  const config = Object.fromEntries(values) as unknown as Config;
  refuseContradictions(config, flags);
  return config;
}

/** flagName is how a setting is written on the command line, or its place in a file where it has no flag. */
export function flagName(key: SettingKey): string {
  const { flag } = settingOf(key);
  return flag === undefined ? key : `--${flag}`;
}

function parse(key: SettingKey, raw: unknown, code: FaultCode, where: string): unknown {
  const parsed = settingOf(key).type.parse(raw);
  if (parsed.kind === 'mistake') throw new Fault(code, `${where}: ${parsed.reason}`);
  return parsed.value;
}

/** Leaves of the document by their dotted path; a key that no setting has is a mistake, never ignored. */
function readFile({ name, text }: ConfigurationFile): Readonly<Record<string, unknown>> {
  if (text.length > longestFile) throw new Fault('input', `${name}: larger than ${longestFile} characters`);
  const document = parseYaml(name, text);
  const leaves: Record<string, unknown> = {};
  const descend = (value: unknown, path: string): void => {
    if (path in settingsByPath) {
      if (value !== null) leaves[path] = value;
    } else if (settingKeys.some(key => path === '' || key.startsWith(`${path}.`)) && isMap(value)) {
      for (const [key, child] of Object.entries(value)) descend(child, path === '' ? key : `${path}.${key}`);
    } else if (value !== null) {
      const known =
        path === ''
          ? 'the file must hold a map of settings'
          : `"${path}" is not a setting of the transparent proxy`;
      throw new Fault('input', `${name}: ${known}`);
    }
  };
  descend(document, '');
  return leaves;
}

const settingsByPath: Readonly<Record<string, true>> = Object.fromEntries(
  settingKeys.map(key => [key, true]),
);

function parseYaml(name: string, text: string): unknown {
  try {
    return load(text) ?? {};
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new Fault('input', `${name}: not YAML or JSON: ${reason}`, { cause: error });
  }
}

function refuseContradictions(config: Config, flags: Inputs['flags']): void {
  if (isOn(flags, config, 'redirect.dns.enabled') && isOn(flags, config, 'redirect.dns.captureAll')) {
    throw new Fault('usage', 'only one of --redirect-dns and --redirect-all-dns-traffic can be given');
  }
  if (config['ebpf.enabled'] && config.backend !== 'detect' && config.backend !== 'ebpf') {
    throw new Fault(
      'usage',
      `--ebpf-enabled means --backend ebpf and contradicts --backend ${config.backend}`,
    );
  }
  if (config.storeFirewalld && (config.backend === 'nftables' || usesEbpf(config))) {
    throw new Fault(
      'usage',
      `--store-firewalld keeps iptables rules and contradicts --backend ${usesEbpf(config) ? 'ebpf' : config.backend}: leave --backend out, or use --persist`,
    );
  }
  if (config.persist && usesEbpf(config)) {
    throw new Fault(
      'usage',
      '--persist keeps the rules of a firewall and contradicts --backend ebpf: let the unit that starts the proxy install (ExecStartPre=)',
    );
  }
  refuseSharedPorts(config);
}

/** usesEbpf tells whether the configuration asks for eBPF, by either of its two names. */
export function usesEbpf(config: Config): boolean {
  return config.backend === 'ebpf' || config['ebpf.enabled'];
}

function refuseSharedPorts(config: Config): void {
  const used = [
    ...(config['redirect.inbound.enabled'] ? (['redirect.inbound.port'] as const) : []),
    ...(config['redirect.outbound.enabled'] ? (['redirect.outbound.port'] as const) : []),
    ...(config['redirect.dns.enabled'] ? (['redirect.dns.port'] as const) : []),
  ];
  for (const [i, key] of used.entries()) {
    const other = used.slice(0, i).find(earlier => config[earlier] === config[key]);
    if (other !== undefined) {
      throw new Fault(
        'usage',
        `${flagName(other)} and ${flagName(key)} are both ${config[key]}: they must differ`,
      );
    }
  }
}

function isOn(
  flags: Inputs['flags'],
  config: Config,
  key: 'redirect.dns.enabled' | 'redirect.dns.captureAll',
): boolean {
  return flags[key] !== undefined && config[key];
}
