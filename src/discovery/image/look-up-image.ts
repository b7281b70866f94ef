import { createHash, randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { wholeText } from '#lib/bounded.ts';
import { type ImageWant, programFile } from '#model';
import type { Lookup } from '../repeated-lookups.ts';
import { type Asking, whyNot } from '../web/asked-address.ts';
import { type Manifest, manifestTypes, readManifest } from './manifest.ts';
import { programIn } from './program-in.ts';
import { Registry } from './registry.ts';

/** Bytes. */
const largest = { manifest: 4 * 1024 * 1024, layer: 256 * 1024 * 1024 } as const;
/** Seconds for which an answer is valid: RepeatedLookups asks again after five minutes at the latest. */
const life = 300;

/** lookUpImage pulls the program of an image into a folder, where it is not there yet. It never rejects. */
export async function lookUpImage(
  want: ImageWant,
  folder: string,
  asking: Asking,
): Promise<Lookup<ImageWant>> {
  try {
    const registry = new Registry(want, asking);
    const { layer, ...manifest } = await imageOf(registry, want);
    const digest = layer.digest.slice('sha256:'.length);
    const file = join(folder, programFile(digest));
    if (!(await isThere(file))) await pull(registry, layer, manifest.isGzipped, file);
    return { kind: 'found', answer: { kind: 'image', digest }, ttl: life, complete: true };
  } catch (error) {
    const { registry, repository, reference } = want;
    return { kind: 'failed', error: `${registry}/${repository} ${reference}: ${whyNot(error)}` };
  }
}

type Image = Extract<Manifest, { readonly kind: 'image' }>;

/** The image that a name leads to. Where it has one for each platform, that for programs, else the one that most have. */
async function imageOf(registry: Registry, { reference, digest }: ImageWant): Promise<Image> {
  const named = await manifestAt(registry, reference);
  const first = readManifest(named.text);
  const image = first.kind === 'image' ? named : await manifestAt(registry, first.image);
  if (digest !== undefined && digest !== named.digest && digest !== image.digest)
    throw new Error(`its digest is ${named.digest}, and not the sha256 that is written`);
  const manifest = first.kind === 'image' ? first : readManifest(image.text);
  if (manifest.kind !== 'image') throw new Error('it is a list of images within another');
  return manifest;
}

async function manifestAt(registry: Registry, reference: string) {
  const bytes = await registry.get(`manifests/${reference}`, manifestTypes.join(', '), largest.manifest);
  const text = await wholeText(bytes);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (reference.includes(':') && reference !== digest)
    throw new Error(`the registry sent something else under ${reference}`);
  return { text, digest };
}

/** The file appears whole, or not at all. */
async function pull(registry: Registry, layer: Image['layer'], isGzipped: boolean, file: string) {
  const bytes = await registry.get(`blobs/${layer.digest}`, '*/*', largest.layer);
  const unfinished = `${file}.${randomUUID()}`;
  await mkdir(join(file, '..'), { recursive: true });
  try {
    const hash = createHash('sha256');
    const program = programIn(hashed(bytes, hash), { ...layer, isGzipped, largest: largest.layer });
    await writeFile(unfinished, program);
    if (`sha256:${hash.digest('hex')}` !== layer.digest)
      throw new Error(`the registry sent something else under ${layer.digest}`);
    await rename(unfinished, file);
  } finally {
    await rm(unfinished, { force: true });
  }
}

async function* hashed(pieces: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const piece of pieces) {
    hash.update(piece);
    yield piece;
  }
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
