import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, realpath } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Fault } from '#lib/fault.ts';

const run = promisify(execFile);

/** EnvoyProgram is an Envoy that can be started: the absolute path of the binary (links resolved) and its version. */
export interface EnvoyProgram {
  readonly path: string;
  /** E.g. `1.40.0`. */
  readonly version: string;
}

/** EnvoySearch is where to look; by default this process's environment and the checkout that this file is in. */
export interface EnvoySearch {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder that holds `.cache`, where set-up puts the Envoy that it fetched. */
  readonly checkout?: string;
}

/**
 * findEnvoy finds the Envoy to run: `$FAIRLEAD_ENVOY`, else the one that set-up fetched, else `envoy` on PATH. A Fault
 * (`environment`) says what to do where there is none, or where the one that was named cannot be run.
 */
export async function findEnvoy(search: EnvoySearch = {}): Promise<EnvoyProgram> {
  const env = search.env ?? process.env;
  const named = env.FAIRLEAD_ENVOY;
  if (named) return identify(named, '$FAIRLEAD_ENVOY');
  const fetched = join(
    search.checkout ?? (await checkoutOf(import.meta.url)),
    '.cache/envoy/envoy/_bin/envoy',
  );
  const onPath = (env.PATH ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map(folder => join(folder, 'envoy'));
  for (const candidate of [fetched, ...onPath]) {
    if (await isExecutable(candidate)) return identify(candidate, candidate);
  }
  throw new Fault(
    'environment',
    `no Envoy found: $FAIRLEAD_ENVOY is not set, ${fetched} does not exist, and PATH has no envoy. ` +
      'Run `npm run setup` in the checkout to fetch one, or set FAIRLEAD_ENVOY to the path of an Envoy binary.',
  );
}

async function identify(path: string, origin: string): Promise<EnvoyProgram> {
  try {
    const resolved = await realpath(path);
    const { stdout } = await run(resolved, ['--version'], { timeout: 10_000, maxBuffer: 1 << 16 });
    const version = parseEnvoyVersion(stdout);
    if (version !== undefined) return { path: resolved, version };
  } catch (cause) {
    throw new Fault('environment', `${origin} (${path}) cannot be run as an Envoy: ${reason(cause)}.`, {
      cause,
    });
  }
  throw new Fault(
    'environment',
    `${origin} (${path}) is not an Envoy: \`--version\` does not say which one it is.`,
  );
}

/** parseEnvoyVersion reads `… version: <commit>/<version>/<state>/<build>/<tls>`, what `envoy --version` prints. */
export function parseEnvoyVersion(printed: string): string | undefined {
  return /version:\s*[0-9a-f]+\/(\d+\.\d+\.\d+[^/\s]*)\//.exec(printed)?.[1];
}

function reason(cause: unknown): string {
  return cause instanceof Error ? (cause.message.split('\n')[0] ?? cause.message) : String(cause);
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The folder of the nearest package.json: the checkout, whether this runs from the sources or from the bundle. */
async function checkoutOf(url: string): Promise<string> {
  for (let folder = dirname(fileURLToPath(url)); ; folder = dirname(folder)) {
    const found = await access(join(folder, 'package.json')).then(
      () => true,
      () => false,
    );
    if (found || folder === dirname(folder)) return folder;
  }
}
