import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dieWithUs } from './daemon.ts';
import { type Folder, makeFolder } from './folder.ts';
import { nameServerAddress } from './network.ts';

const execute = promisify(execFile);

/**
 * Machine is a machine for a Kubernetes node: namespaces for network, mounts and processes. However this process ends, the
 * machine's first process ends with it; the kernel then ends all others, and undoes their mounts and other settings.
 */
export interface Machine {
  readonly folder: Folder;
  /** The address of the machine. */
  readonly address: string;
  /** The words before a command that run it in the machine's network only: a process that it starts can be killed by its pid. */
  readonly network: readonly string[];
  /** The words before a command that run it on the machine altogether. */
  readonly inside: readonly string[];
  /** Runs a command in the machine's network, and returns its output. */
  run(...command: readonly string[]): Promise<string>;
  /** Gets a URL from the machine, with retries: a change of a Service takes effect a moment after it is reported. */
  get(url: string): Promise<string>;
  close(): Promise<void>;
}

/** The command that gets the URL behind it, for up to half a minute. */
const get = [
  ...['curl', '--silent', '--show-error', '--fail', '--max-time', '5'],
  ...['--retry', '60', '--retry-all-errors', '--retry-delay', '1', '--retry-max-time', '30'],
];

/**
 * The first process sets things up, and then waits for the end of its input, which comes when we close it or die; meanwhile
 * bash reaps orphaned processes.
 */
const firstProcess = (address: string, directory: string) => `
set -e
ip link set lo up
# There is no need for a world outside; but API server and kubelet want an address that is none of loopback's.
ip link add eth0 type veth peer name eth0p
ip link set eth0 up
ip link set eth0p up
ip address add ${address}/24 dev eth0
ip route add default dev eth0
# Pods that call a Service of one beside them meet the rules for Services on the bridge between them.
sysctl -qw net.ipv4.ip_forward=1 net.bridge.bridge-nf-call-iptables=1
# What programs of Kubernetes write to places of their own goes into the folder of this machine.
for place in var/lib var/log run; do
  mkdir -p '${directory}'/$place
  mount --bind '${directory}'/$place /$place
done
# Whoever asks for a name from here, such as that of a registry, hears at once that there is none.
mount --bind '${directory}/resolv.conf' /etc/resolv.conf
mkdir -p /run/netns
mount -t tmpfs tmpfs /run/netns
echo ready
read -r
`;

/** startMachine starts one. */
export async function startMachine(address = '10.77.0.1'): Promise<Machine> {
  const folder = await makeFolder();
  writeFileSync(join(folder.path, 'resolv.conf'), `nameserver ${nameServerAddress}\n`);
  const namespaces = ['--net', '--mount', '--pid', '--ipc', '--uts', '--propagation', 'private'];
  const [program = '', ...args] = [
    ...dieWithUs,
    'unshare',
    ...namespaces,
    '--fork',
    '--kill-child',
    '--mount-proc',
    'bash',
    '-c',
    firstProcess(address, folder.path),
  ];
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const exit = once(child, 'exit');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  const ended = exit.then(([code]) => {
    throw new Error(`the machine of the cluster ended with ${code}: ${complaint}`);
  });
  try {
    await Promise.race([once(child.stdout, 'data'), ended]);
  } catch (error) {
    await folder.remove();
    throw error;
  }
  const first = childOf(child.pid ?? 0);
  const target = ['nsenter', `--target=${first}`];
  const network = [...target, '--net', '--'];
  const run = async (...command: readonly string[]) => {
    const [words = '', ...rest] = [...network, ...command];
    return (await execute(words, rest, { maxBuffer: 1 << 28 })).stdout;
  };
  return {
    folder,
    address,
    network,
    run,
    get: url => run(...get, url),
    inside: [...target, '--net', '--mount', '--pid', '--ipc', '--uts', '--'],
    close: async () => {
      child.stdin.end();
      await exit;
      await folder.remove();
    },
  };
}

function childOf(pid: number): string {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
}
