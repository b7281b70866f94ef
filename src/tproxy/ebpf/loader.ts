import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '#lib/fault.ts';
import { firstLine, run } from '../process.ts';

/** The compiled programs, and the program that loads them into the kernel (loader/main.c says which commands it has). */
const objectName = 'transparent-proxy.bpf.o';
const loaderName = `fairlead-bpf-${process.arch}`;

/** They lie beside the running bundle, or, from source, where the build puts them. */
const places = ['./ebpf', '../../../dist/ebpf'].map(path => fileURLToPath(new URL(path, import.meta.url)));

/** findLoader is the path of the loader; undefined where this build has none. */
export function findLoader(): string | undefined {
  return places.map(place => join(place, loaderName)).find(path => existsSync(path));
}

/**
 * Kuma's default, which its configuration files contain: Kuma's own programs lay there, so it is not a wish for other programs
 * than ours.
 */
const directoryOfKuma = join(tmpdir(), 'kuma-ebpf');

/** Tells whether the setting of where the programs are means those of this build. */
function meansOwn(directory: string): boolean {
  return directory === '' || directory === directoryOfKuma;
}

/** findObject is the path of the compiled programs: in the directory that is given, or those of this build. */
export function findObject(directory: string): string | undefined {
  return (meansOwn(directory) ? places : [directory])
    .map(place => join(place, objectName))
    .find(path => existsSync(path));
}

/** whyNoObject says why findObject finds none. */
export function whyNoObject(directory: string): string {
  return meansOwn(directory)
    ? notBuilt
    : `--ebpf-programs-source-path: there is no ${objectName} in ${directory}`;
}

/** callLoader runs one command of the loader and gives back what it prints. */
export async function callLoader(command: string, ...args: readonly string[]): Promise<string> {
  const loader = findLoader();
  if (loader === undefined) throw new Fault('environment', notBuilt);
  const outcome = await run(loader, [command, ...args]);
  if (outcome.code !== 0) throw new Fault('environment', `ebpf: ${firstLine(outcome.stderr)}`);
  return outcome.stdout;
}

/** notBuilt says why there is no loader. */
export const notBuilt = `the eBPF programs are not part of this build (for ${process.arch}): install clang, libbpf-dev, libelf-dev and zlib1g-dev, and run npm run build:ebpf`;
