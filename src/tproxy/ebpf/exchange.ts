import { type ChildProcess, spawn } from 'node:child_process';
import { Fault } from '#lib/fault.ts';
import { firstLine } from '../process.ts';
import type { Image } from './image.ts';
import { findLoader, notBuilt } from './loader.ts';

/** Placement is an image, and where it is put. */
export interface Placement {
  readonly image: Image;
  readonly object: string;
  readonly cgroup: string;
  readonly bpffs: string;
  readonly record: string;
  /** The port at which the proxy listens for inbound connections; 0 where it does not. */
  readonly listen: number;
  /** The port differs from before: listeners of the old one are not handed on. */
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
      reject(new Fault('environment', `the loader: cannot be run: ${cause.message}`, { cause })),
    );
    child.on('close', code =>
      resolve(code === 0 ? '' : output.stderr || `the loader was ended from outside`),
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
