import { Fault } from '#lib/fault.ts';
import type { Backend, BackendOptions, Exchange, Installed } from '../backend.ts';
import type { Plan } from '../plan.ts';
import { exchangePrograms } from './exchange.ts';
import { makeImage } from './image.ts';
import { type Generation, readInForce } from './in-force.ts';
import { hooksOf, listHooks, listRules } from './listing.ts';
import { callLoader, findLoader, findObject, notBuilt, whyNoObject } from './loader.ts';
import { writeRecord } from './record.ts';
import { findStrayProxies } from './stray-proxy.ts';
import { findOutdated, readSurroundings } from './surroundings.ts';
import { findWorkload } from './workload.ts';

/**
 * ebpf is the backend without a firewall: programs at the sockets of one cgroup and at the listeners of one network
 * namespace. A connection is sent to the proxy before it has an address, so nothing is translated, and no connection
 * breaks when the programs go; what the proxy hands on from ::6 breaks when that address goes with them.
 */
export function ebpf(options: BackendOptions): Backend {
  return {
    name: 'ebpf',
    optIn: true,
    unusable: () => unusable(options),
    unfit,
    remarks,
    expected: plan => [...listHooks(hooksOf(plan)), ...listRules(plan)],
    script: () => {
      throw new Fault(
        'usage',
        '--backend ebpf has no script: its programs cannot be installed without Fairlead',
      );
    },
    read,
    redirected: async port =>
      (await readInForce())?.generations.reduce((sum, generation) => sum + hitsOf(generation, port), 0) ?? 0,
    attempt,
    markLoopback: async () => {
      await callLoader('mark', options.ebpf.bpffsPath);
    },
    exchange: plan => exchange(plan, options),
    drain: async () => {
      await callLoader('drain');
    },
    remove: async () => {
      await callLoader('remove');
    },
  };
}

async function unusable({
  ebpf: { programsSourcePath, cgroupPath },
}: BackendOptions): Promise<string | undefined> {
  if (findLoader() === undefined) return notBuilt;
  if (findObject(programsSourcePath) === undefined) return whyNoObject(programsSourcePath);
  const missing = (await callLoader('check')).split('\n').filter(line => line !== '');
  if (missing.length > 0) return `this host lacks ${missing.join('; ')}`;
  findWorkload(cgroupPath);
  return undefined;
}

/** Why programs at sockets cannot do what a plan asks for. */
function unfit(plan: Plan): string | undefined {
  if (plan.networks.length > 0)
    return '--vnet is traffic of other hosts, which has no socket here: use --backend nftables';
  return undefined;
}

/** Settings of a plan that mean something else here, for the user to read. */
function remarks(plan: Plan): readonly string[] {
  return [
    ...(plan.dropInvalid
      ? ['--drop-invalid-packets has nothing to do with eBPF: no connection goes through conntrack for it']
      : []),
    ...(plan.inbound?.first
      ? [
          'with eBPF the other rules of this host see inbound traffic first: what they redirect elsewhere stays with them',
        ]
      : []),
    ...(plan.logLevel === undefined
      ? []
      : ['with eBPF new connections are logged to /sys/kernel/tracing/trace_pipe']),
  ];
}

async function read(): Promise<Installed | undefined> {
  const found = await readInForce();
  if (found === undefined) return undefined;
  const [main, ...others] = found.generations;
  const record = main?.record;
  return {
    plan: record?.plan,
    listing:
      main === undefined
        ? []
        : [...listHooks(main.hooks), ...(record === undefined ? [] : listRules(record.plan))],
    ownsLoopback: found.loopback,
    leftovers: [
      ...others.map(({ hooks }) => `programs of an interrupted change at ${hooks.join(', ')}`),
      ...(main === undefined ? ['pins of an interrupted change in a BPF file system'] : []),
      ...(record === undefined ? [] : await findOutdated(record.plan, record.surroundings)),
      ...(record === undefined ? [] : findStrayProxies(record.plan, record.cgroup)),
    ],
  };
}

/** The probe connects from within the cgroup: the programs do not see what this process sends. */
async function attempt(port: number): Promise<string> {
  const cgroup = (await readInForce())?.generations[0]?.record?.cgroup;
  if (cgroup === undefined) throw new Fault('environment', 'ebpf: no programs are attached');
  return (await callLoader('probe', cgroup, `${port}`)).trim();
}

function hitsOf({ record, hits }: Generation, port: number): number {
  if (record === undefined) return 0;
  const { ports } = makeImage(record.plan, record.surroundings);
  return hits.reduce((sum, count, i) => sum + (ports[i] === port ? count : 0), 0);
}

async function exchange(plan: Plan, { ebpf: options }: BackendOptions): Promise<Exchange> {
  const { programsSourcePath, cgroupPath, bpffsPath } = options;
  const object = findObject(programsSourcePath);
  if (object === undefined) throw new Fault('environment', whyNoObject(programsSourcePath));
  const cgroup = findWorkload(cgroupPath);
  const surroundings = await readSurroundings(plan, options);
  const before = await readInForce();
  const formerPort = before?.generations[0]?.record?.plan.inbound?.port;
  const exchanged = await exchangePrograms({
    image: makeImage(plan, surroundings),
    object,
    cgroup,
    bpffs: bpffsPath,
    record: writeRecord({ plan, surroundings, cgroup, bpffs: bpffsPath }),
    listen: plan.inbound?.port ?? 0,
    freshListeners: formerPort !== plan.inbound?.port,
    hooks: hooksOf(plan),
  });
  return {
    keep: exchanged.keep,
    undo: async () => {
      await exchanged.undo();
      if (before === undefined) await callLoader('remove');
    },
  };
}
