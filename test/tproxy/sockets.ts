import { fileURLToPath } from 'node:url';
import { inCgroup } from './cgroup.ts';
import { type Lab, users } from './lab.ts';
import { asIn, attempt } from './namespace.ts';

/** Step is one operation of sockets.py and its arguments. */
export type Step = readonly [operation: string, ...arguments_: readonly unknown[]];

/** Place is where and as whom steps are taken. */
export interface Place {
  /** The host of the lab, unless another is given. */
  readonly namespace?: string;
  /** That of the lab, unless another is given; '' for that of this process. */
  readonly cgroup?: string;
  readonly user?: number;
}

/** Readable for every user of the lab, unlike what may come first in $PATH. */
const python = '/usr/bin/python3';
const script = fileURLToPath(new URL('sockets.py', import.meta.url));

/** takeSteps takes them in a process of their own, and gives back what came of each. */
export async function takeSteps(
  lab: Lab,
  steps: readonly Step[],
  { namespace = lab.host, cgroup = lab.cgroup, user = users.application }: Place = {},
): Promise<readonly unknown[]> {
  const command = [...asIn(namespace, user), python, script];
  const outcome = await attempt(
    undefined,
    cgroup === '' ? command : inCgroup(cgroup, command),
    process.env,
    JSON.stringify(steps),
  );
  if (outcome.code !== 0) throw new Error(`sockets.py: ${outcome.stderr}`);
  return JSON.parse(outcome.stdout) as readonly unknown[];
}

/** Seen is what the upstream of an HTTP request saw, and the mark of the way there. */
export interface Seen {
  readonly proxy: string;
  /** What the server says that is none of the lab's. */
  readonly body?: string;
  readonly server?: string;
  readonly from?: string;
  /** Where it was asked, as it knows it. */
  readonly to?: string;
  /** What the proxy added: whom it took for its client, and for what it was asked. */
  readonly headers?: { readonly 'x-client'?: string; readonly 'x-wanted'?: string };
}

/** Connection is one connection and an HTTP request in it. A failure is the name of its error number. */
export interface Connection {
  readonly failure?: string;
  /** getpeername, and the address of getsockname. */
  readonly peer: string;
  readonly source: string;
  readonly seen: Seen;
}

/** Endpoint is where a socket connects; its family follows from the address. */
export type Endpoint = readonly [address: string, port: number];

/** connectTo connects a new socket, after `before` (the socket is called "s"), and asks for a page. */
export async function connectTo(
  lab: Lab,
  [address, port]: Endpoint,
  { before = [], protocol = 0, ...place }: Place & ConnectOptions = {},
): Promise<Connection> {
  const family = address.includes(':') ? 'INET6' : 'INET';
  const steps: readonly Step[] = [
    ['socket', 's', family, 'STREAM', protocol],
    ...before,
    ['connect', 's', address, port],
    ['peer', 's'],
    ['name', 's'],
    ['http', 's'],
  ];
  const [connected, peer, name, seen] = (await takeSteps(lab, steps, place)).slice(-4);
  if (connected !== null)
    return { failure: (connected as Failure).error, peer: '', source: '', seen: nothing };
  return { peer: peer as string, source: addressOf(name as string), seen: seen as Seen };
}

interface ConnectOptions {
  readonly before?: readonly Step[];
  readonly protocol?: 0 | 'MPTCP';
}

interface Failure {
  readonly error: string;
}

const nothing: Seen = { proxy: 'none' };

/** addressOf takes `[address]:port` apart. */
export function addressOf(endpoint: string): string {
  return endpoint.slice(1, endpoint.lastIndexOf(']'));
}

/** Told is what a server of `serve` says to whoever connects: its text, and what it knows of the connection. */
export interface Told {
  readonly text: string;
  readonly from: string;
  readonly to: string;
  /** SO_ORIGINAL_DST, or the name of the error number that it gave. */
  readonly original: string;
}

/** startServers serves at a port of both families until what it gives back is called. */
export async function startServers(lab: Lab, text: string, port: number, place?: Place): Promise<() => void> {
  const steps = ['0.0.0.0', '::'].map((address): Step => ['serve', text, address, port]);
  const processes = await takeSteps(lab, steps, place);
  const failed = processes.find(process => typeof process !== 'number');
  if (failed !== undefined) throw new Error(`port ${port}: ${JSON.stringify(failed)}`);
  const running = new Set(processes as readonly number[]);
  return () => {
    for (const id of running) process.kill(id, 'SIGKILL');
    running.clear();
  };
}

/** listenTo connects to such a server: what it says, or the name of the error number. */
export async function listenTo(lab: Lab, [address, port]: Endpoint, place?: Place): Promise<Told | string> {
  const family = address.includes(':') ? 'INET6' : 'INET';
  const [, connected, text] = await takeSteps(
    lab,
    [
      ['socket', 's', family, 'STREAM'],
      ['connect', 's', address, port],
      ['read', 's'],
    ],
    place,
  );
  return connected === null ? (JSON.parse(text as string) as Told) : (connected as Failure).error;
}
