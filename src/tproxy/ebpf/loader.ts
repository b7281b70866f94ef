import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '#lib/fault.ts';
import { firstLine, run } from '../process.ts';
import type { Image } from './image.ts';

/** The compiled programs, and the program that puts them into the kernel (loader/main.c tells what it understands). */
const objectName = 'transparent-proxy.bpf.o';
const loaderName = 'fairlead-bpf';

/** Beside the bundle that is running, or, from source, where the build puts it. */
const places = ['./ebpf', '../../../dist/ebpf'].map(path => fileURLToPath(new URL(path, import.meta.url)));

/** findLoader is the path of the loader; undefined where this build has none. */
export function findLoader(): string | undefined {
  return places.map(place => join(place, loaderName)).find(path => existsSync(path));
}

/** findObject is the path of the compiled programs: in the directory that is given, or those of this build. */
export function findObject(directory: string): string | undefined {
  return (directory === '' ? places : [directory])
    .map(place => join(place, objectName))
    .find(path => existsSync(path));
}

/** callLoader runs one command of the loader and gives back what it prints. */
export async function callLoader(command: string, ...args: readonly string[]): Promise<string> {
  const loader = findLoader();
  if (loader === undefined) throw new Fault('environment', notBuilt);
  const outcome = await run(loader, [command, ...args]);
  if (outcome.code !== 0) throw new Fault('environment', `ebpf: ${firstLine(outcome.stderr)}`);
  return outcome.stdout;
}

/** notBuilt is why there is no loader. */
export const notBuilt =
  'the eBPF programs are not part of this build: install clang, libbpf-dev and libelf-dev, and run npm run build:ebpf';

/** Placement is an image and where it goes. */
export interface Placement {
  readonly image: Image;
  readonly object: string;
  readonly cgroup: string;
  readonly bpffs: string;
  readonly record: string;
  /** Where the proxy listens for inbound connections; 0 where it does not. */
  readonly listen: number;
  /** The port is another than before: listeners of the old one are not handed on. */
  readonly freshListeners: boolean;
  /** Names of loader/hooks.c, in the order of attaching. */
  readonly hooks: readonly string[];
}

/** Exchanged is programs in force; those that they replaced stay until one of the two is called. */
export interface Exchanged {
  readonly keep: () => Promise<void>;
  readonly undo: () => Promise<void>;
}

/** exchangePrograms puts an image into force in place of what is there. */
export async function exchangePrograms(placement: Placement): Promise<Exchanged> {
  const loader = findLoader();
  if (loader === undefined) throw new Fault('environment', notBuilt);
  const child = spawn(loader, ['exchange'], { stdio: ['pipe', 'pipe', 'pipe'] });
  const session = watch(child);
  child.stdin.write(imageText(placement));
  const outcome = await Promise.race([session.inForce, session.ended]);
  if (outcome !== 'in force') throw new Fault('environment', `ebpf: ${firstLine(outcome)}`);
  const end = async (word: string) => {
    child.stdin.end(`${word}\n`);
    const complaint = await session.ended;
    if (complaint !== '') throw new Fault('environment', `ebpf: ${firstLine(complaint)}`);
  };
  return { keep: () => end('keep'), undo: () => end('undo') };
}

function watch(child: ChildProcess): {
  readonly inForce: Promise<'in force'>;
  readonly ended: Promise<string>;
} {
  const output = { stdout: '', stderr: '' };
  const inForce = new Promise<'in force'>(resolve => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
      if (output.stdout.includes('in force\n')) resolve('in force');
    });
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  // A loader that ends before it has read everything says why on stderr; the broken pipe adds nothing.
  child.stdin?.on('error', () => {});
  const ended = new Promise<string>((resolve, reject) => {
    child.on('error', cause =>
      reject(new Fault('environment', `${loaderName}: cannot be run: ${cause.message}`, { cause })),
    );
    child.on('close', code =>
      resolve(code === 0 ? '' : output.stderr || `${loaderName} was ended from outside`),
    );
  });
  return { inForce, ended };
}

function imageText({
  image,
  object,
  cgroup,
  bpffs,
  record,
  listen,
  freshListeners,
  hooks,
}: Placement): string {
  return [
    `object ${object}`,
    `cgroup ${cgroup}`,
    `bpffs ${bpffs}`,
    `config ${image.config.toString('hex')}`,
    `rules ${image.rules.length} ${Buffer.concat(image.rules).toString('hex')}`,
    ...image.sets.map(({ key, value }) => `set ${key.toString('hex')} ${value.toString('hex')}`),
    `record ${Buffer.from(record).toString('hex')}`,
    `listen ${listen}`,
    ...(freshListeners ? ['fresh fl_listeners'] : []),
    ...hooks.map(hook => `hook ${hook}`),
    'commit',
    '',
  ].join('\n');
}
