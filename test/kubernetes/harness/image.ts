import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Image is the content of a container image; it needs no registry and no Docker. */
export interface Image {
  /** All names that it goes by, such as `registry.test/envoy:1`. */
  readonly names: readonly string[];
  readonly entrypoint: readonly string[];
  /** Files and folders of this machine, by their path in the image. */
  readonly files: Readonly<Record<string, string>>;
  /** Programs among them, whose shared libraries are added. */
  readonly linked?: readonly string[];
  /** The number of the user that it runs as; root unless it says so. */
  readonly user?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** makeImage writes an image archive for `ctr images import`. Meanwhile it keeps a working folder beside the archive. */
export async function makeImage(image: Image, archive: string): Promise<void> {
  const work = `${archive}.work`;
  try {
    const tree = join(work, 'tree');
    for (const [path, file] of Object.entries(image.files)) copy(file, join(tree, path));
    for (const path of image.linked ?? []) {
      for (const library of await librariesOf(join(tree, path))) copy(library, join(tree, library));
    }
    mkdirSync(join(tree, 'tmp'), { recursive: true });
    chmodSync(join(tree, 'tmp'), 0o1777);
    const owner = ['--owner=0', '--group=0', '--numeric-owner', '--sort=name', '--mtime=@0'];
    const layer = join(work, 'layer.tar');
    await execute('tar', ['-C', tree, ...owner, '-cf', layer, '.']);
    const digest = createHash('sha256').update(readFileSync(layer)).digest('hex');
    const config = {
      architecture: process.arch === 'x64' ? 'amd64' : process.arch,
      os: 'linux',
      config: {
        Entrypoint: image.entrypoint,
        Env: Object.entries({ PATH: '/usr/local/bin:/usr/bin:/bin', ...image.environment }).map(
          ([name, value]) => `${name}=${value}`,
        ),
        ...(image.user === undefined ? {} : { User: `${image.user}` }),
      },
      rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
    };
    writeFileSync(join(work, 'config.json'), JSON.stringify(config));
    const manifest = [{ Config: 'config.json', RepoTags: image.names, Layers: ['layer.tar'] }];
    writeFileSync(join(work, 'manifest.json'), JSON.stringify(manifest));
    await execute('tar', ['-C', work, '-cf', archive, 'manifest.json', 'config.json', 'layer.tar']);
  } finally {
    rmSync(work, { recursive: true });
  }
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true, dereference: true });
}

/** The shared libraries that a program needs, and the loader. */
async function librariesOf(program: string): Promise<readonly string[]> {
  const { stdout } = await execute('ldd', [program]);
  return [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
}
