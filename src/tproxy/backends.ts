import { Fault } from '#lib/fault.ts';
import type { Backend, BackendOptions } from './backend.ts';
import { usesEbpf } from './configuration.ts';
import { ebpf } from './ebpf/backend.ts';
import { iptables } from './iptables/backend.ts';
import { nftables } from './nftables/backend.ts';
import type { BackendName, Config } from './settings.ts';

/** backends is every backend of this build, in the order in which they are tried. */
export const backends: readonly ((options: BackendOptions) => Backend)[] = [
  () => nftables,
  options => iptables('nft', options),
  options => iptables('legacy', options),
  ebpf,
];

/** allBackends makes every backend of this build. */
export function allBackends(options: BackendOptions): readonly Backend[] {
  return backends.map(make => make(options));
}

/** chooseBackend is the backend that the settings ask for, or the first that works here. */
export async function chooseBackend(config: Config, all: readonly Backend[]): Promise<Backend> {
  const wanted = wantedBackend(config);
  if (wanted !== undefined) {
    const backend = namedBackend(config, all);
    const reason = await backend.unusable();
    if (reason !== undefined)
      throw new Fault('environment', `--backend ${wanted} cannot be used here: ${reason}`);
    return backend;
  }
  const reasons: string[] = [];
  for (const backend of all.filter(({ optIn }) => !optIn)) {
    if (config.storeFirewalld && backend.name === 'nftables') continue;
    const reason = await backend.unusable();
    if (reason === undefined) return backend;
    reasons.push(`${backend.name}: ${reason}`);
  }
  throw new Fault('environment', `no firewall can be used here (${reasons.join('; ')})`);
}

/** namedBackend is the backend that the settings name, or the first, whether it can be used here or not. */
export function namedBackend(config: Config, all: readonly Backend[]): Backend {
  const wanted = wantedBackend(config);
  const candidates = all.filter(
    ({ name, optIn }) => !optIn && !(config.storeFirewalld && name === 'nftables'),
  );
  const backend = wanted === undefined ? candidates[0] : all.find(({ name }) => name === wanted);
  if (backend !== undefined) return backend;
  throw new Fault(
    'environment',
    `--backend ${wanted} is not part of this build: use nftables, iptables or iptables-legacy`,
  );
}

function wantedBackend(config: Config): BackendName | undefined {
  if (usesEbpf(config)) return 'ebpf';
  return config.backend === 'detect' ? undefined : config.backend;
}
