import { readFileSync } from 'node:fs';
import { compareTexts } from '#lib/compare-texts.ts';
import { Fault } from '#lib/fault.ts';
import { type Cidr, contains, parseCidr } from '../cidr.ts';
import type { Plan } from '../plan.ts';
import { makeProgram } from '../program.ts';
import type { Match } from '../rules.ts';
import { findLostAddresses, type Instance, readInstance } from './instance.ts';
import { callLoader } from './loader.ts';

/**
 * Surroundings is what programs take from the host at the time of the install, because the kernel does not tell them where
 * they run: the numbers of interfaces, the interface by which a destination is reached, and the source address that a
 * redirected connection would have had. What a plan does not need is left out, so that it cannot be out of date.
 */
export interface Surroundings {
  readonly interfaces: readonly Interface[];
  /** IPv4 from the main table, IPv6 from all tables: /proc lists no others. */
  readonly routes: readonly Route[];
  readonly instance: Instance;
  /** The only interface whose inbound connections are taken. */
  readonly inboundInterface?: Interface;
}

/** Interface is a device by its number in this network namespace. */
export interface Interface {
  readonly name: string;
  readonly index: number;
}

/** Route is the interface by which a block of addresses is reached. */
export interface Route {
  readonly to: Cidr;
  readonly interface: number;
}

/** SurroundingsOptions are the settings about them. */
export interface SurroundingsOptions {
  /** Addresses of this instance, apart by commas; '' where the kernel is to be asked. */
  readonly instanceIP: string;
  /** The only interface whose inbound connections are taken; '' for all. */
  readonly interface: string;
}

/** readSurroundings reads from the host what a plan needs. */
export async function readSurroundings(plan: Plan, options: SurroundingsOptions): Promise<Surroundings> {
  return {
    ...(options.interface === '' ? {} : { inboundInterface: await readInterface(options.interface) }),
    ...(await readNeeded(plan)),
    instance: plan.outbound === undefined ? {} : await readInstance(plan.families, options.instanceIP),
  };
}

async function readInterface(wanted: string): Promise<Interface> {
  const all = await readInterfaces();
  const found = all.find(({ name }) => name === wanted);
  if (found !== undefined) return found;
  const names = all.map(({ name }) => name).join(', ');
  throw new Fault(
    'input',
    `--ebpf-tc-attach-iface: there is no interface ${wanted} here (there are ${names})`,
  );
}

/** findOutdated is what has changed on the host since the install, one line each. */
export async function findOutdated(plan: Plan, then: Surroundings): Promise<readonly string[]> {
  const now = await readNeeded(plan);
  const changed = (['interfaces', 'routes'] as const).filter(
    key => JSON.stringify(now[key]) !== JSON.stringify(then[key]),
  );
  return [
    ...changed.map(
      key =>
        `the ${key} of this host have changed since the install, and the plan names interfaces: install again`,
    ),
    ...findLostAddresses(then.instance).map(
      address =>
        `${address}, the source of redirected connections, is not an address of this host any more: install again`,
    ),
  ];
}

/** Most plans name no interface, and then nothing is read. */
async function readNeeded(plan: Plan): Promise<Pick<Surroundings, 'interfaces' | 'routes'>> {
  const matches = makeProgram(plan).chains.flatMap(({ rules }) => rules.map(({ match }) => match));
  if (!matches.some(match => namesInterfaces(match.inInterfaces) || needsRoutes(match)))
    return { interfaces: [], routes: [] };
  const interfaces = await readInterfaces();
  return { interfaces, routes: matches.some(needsRoutes) ? readRoutes(interfaces) : [] };
}

/** lo is the first interface of every network namespace, so it needs no looking up. */
function namesInterfaces(names: readonly string[] | undefined): boolean {
  return names?.some(name => name !== 'lo') ?? false;
}

function needsRoutes({ outInterfaces }: Match): boolean {
  return namesInterfaces(outInterfaces);
}

async function readInterfaces(): Promise<readonly Interface[]> {
  const lines = (await callLoader('interfaces')).split('\n');
  return lines.flatMap(line => {
    const [index = '', name] = line.split(' ');
    return name === undefined ? [] : [{ name, index: Number(index) }];
  });
}

/** Of several routes to one block the one with the lowest metric counts. */
function readRoutes(interfaces: readonly Interface[]): readonly Route[] {
  const indexOf = new Map(interfaces.map(({ name, index }) => [name, index]));
  const best = new Map<string, Route & { readonly metric: number }>();
  for (const { to, device, metric } of [...readRoutes4(), ...readRoutes6()]) {
    const index = indexOf.get(device);
    const key = `${to.address}/${to.length}`;
    const known = best.get(key);
    if (index === undefined || device === 'lo' || (known !== undefined && known.metric <= metric)) continue;
    best.set(key, { to, interface: index, metric });
  }
  return [...best.values()]
    .map(({ to, interface: index }) => ({ to, interface: index }))
    .toSorted((a, b) => compareTexts(`${a.to.address}/${a.to.length}`, `${b.to.address}/${b.to.length}`));
}

interface ListedRoute {
  readonly to: Cidr;
  readonly device: string;
  readonly metric: number;
}

/** /proc/net/route: addresses are hexadecimal numbers in the host's byte order. */
function readRoutes4(): readonly ListedRoute[] {
  return rows('/proc/net/route').flatMap(
    ([device = '', destination = '', , flags = '', , , metric, mask = '']) => {
      if (!/^[0-9A-F]{8}$/.test(destination) || (Number.parseInt(flags, 16) & routeIsUp) === 0) return [];
      const address = Buffer.from(destination, 'hex').reverse().join('.');
      const length = Number.parseInt(mask, 16).toString(2).replaceAll('0', '').length;
      const to = parseCidr(`${address}/${length}`);
      return to === undefined ? [] : [{ to, device, metric: Number(metric) }];
    },
  );
}

/** /proc/net/ipv6_route: addresses and lengths in hexadecimal digits. */
function readRoutes6(): readonly ListedRoute[] {
  return rows('/proc/net/ipv6_route').flatMap(
    ([destination = '', length = '', , , , metric = '', , , flags = '', device = '']) => {
      if ((Number.parseInt(flags, 16) & (routeIsUp | ownRoutes)) !== routeIsUp) return [];
      const address = destination.replace(/(.{4})(?=.)/g, '$1:');
      const to = parseCidr(`${address}/${Number.parseInt(length, 16)}`);
      const near = to === undefined || isNear.some(block => contains(block, to.address));
      return near ? [] : [{ to, device, metric: Number.parseInt(metric, 16) }];
    },
  );
}

const routeIsUp = 0x1;

/** Rejected, anycast, cached, local: what the kernel adds for its own addresses, and takes away, as they come and go. */
const ownRoutes = 0x200 | 0x10_00_00 | 0x1_00_00_00 | 0x80_00_00_00;

/** Link-local and multicast: every interface has its own, and the interface is part of the address. */
const isNear: readonly Cidr[] = [
  { family: 6, address: 'fe80::', length: 10 },
  { family: 6, address: 'ff00::', length: 8 },
];

function rows(path: string): readonly (readonly string[])[] {
  return readIfThere(path)
    .split('\n')
    .map(line => line.trim().split(/\s+/));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A kernel without IPv6, an interface that has just gone.
    return '';
  }
}
