import { createSocket } from 'node:dgram';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Fault } from '#lib/fault.ts';
import { type Family, parseCidr } from '../cidr.ts';

/** Instance is the source that the proxy sees on redirected connections, where an application did not bind another. */
export type Instance = { readonly [F in Family]?: string };

/**
 * readInstance takes the addresses of `--ebpf-instance-ip` (separated by commas, one for each family). Where a family has
 * none there, it takes the one that the kernel would choose on the way to the default route.
 */
export async function readInstance(families: readonly Family[], setting: string): Promise<Instance> {
  const given = parseSetting(setting);
  const addresses = await Promise.all(
    families.map(
      async family =>
        [family, given.find(address => isIP(address) === family) ?? (await sourceOf(family))] as const,
    ),
  );
  return Object.fromEntries(addresses.filter(([, address]) => address !== undefined));
}

/** findLostAddresses are the addresses that this host no longer has: connections then come from 127.0.0.1 or ::1. */
export function findLostAddresses(instance: Instance): readonly string[] {
  const own = ownAddresses();
  return Object.values(instance).filter(address => !own.includes(canonical(address)));
}

/**
 * No socket can be bound to another host's address, so without this check a mistake would only show at the proxy, as
 * 127.0.0.1.
 */
function parseSetting(setting: string): readonly string[] {
  const given = setting.split(',').flatMap(text => (text.trim() === '' ? [] : [text.trim()]));
  const wrong = given.find(address => isIP(address) === 0);
  if (wrong !== undefined) refuse(`"${wrong.slice(0, 60)}" is not an IP address`);
  if (new Set(given.map(isIP)).size < given.length)
    refuse(`"${setting.slice(0, 120)}" names more than one address of a family: one of them is the source`);
  const own = ownAddresses();
  const foreign = given.find(address => !own.includes(canonical(address)));
  if (foreign !== undefined)
    refuse(`${foreign} is not an address of this host (these are ${own.slice(0, 20).join(', ')})`);
  return given;
}

function refuse(reason: string): never {
  throw new Fault('input', `--ebpf-instance-ip: ${reason}`);
}

function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap(
    all => all?.map(({ address }) => canonical(address)) ?? [],
  );
}

/** IPv6 can be written in many ways. */
function canonical(address: string): string {
  return parseCidr(address)?.address ?? address;
}

/** Documentation addresses: the kernel is only asked how it would reach them; nothing is sent. */
const faraway = { 4: '192.0.2.1', 6: '2001:db8::1' } as const satisfies Record<Family, string>;

/** The source address that the kernel would choose on the way to the default route; undefined where there is none. */
function sourceOf(family: Family): Promise<string | undefined> {
  return new Promise(resolve => {
    const socket = createSocket(family === 4 ? 'udp4' : 'udp6');
    const end = (address: string | undefined) => {
      socket.close();
      resolve(address);
    };
    socket.on('error', () => end(undefined));
    socket.on('connect', () => end(socket.address().address));
    socket.connect(9, faraway[family]);
  });
}
