import { type Fields, isMap } from '#lib/fields.ts';
import { parsedJson } from '#lib/json.ts';

/** Manifest is what a registry says of an image: its layer with the program, or which other image is meant. */
export type Manifest =
  | { readonly kind: 'list'; readonly image: string }
  | { readonly kind: 'image'; readonly layer: Layer; readonly isGzipped: boolean };

/** Layer is the layer with the program: the program itself, or an archive (tar) with it. `digest` is `sha256:…`. */
export interface Layer {
  readonly digest: string;
  readonly isArchive: boolean;
}

/** manifestTypes are the media types of manifests and of lists of them, of OCI and of Docker. */
export const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];

/** Of layers that are programs as they are. */
const programTypes = ['application/vnd.module.wasm.content.layer.v1+wasm', 'application/wasm'];

/** readManifest reads one. It throws where there is no layer that can hold a program. */
export function readManifest(text: string): Manifest {
  const manifest = parsed(text);
  if (Array.isArray(manifest.manifests)) {
    const all = manifest.manifests.filter(isMap);
    const meant =
      all.find(({ platform }) => isMap(platform) && String(platform.architecture).startsWith('wasm')) ??
      all.find(({ platform }) => isMap(platform) && platform.architecture === 'amd64') ??
      all[0];
    return { kind: 'list', image: digestOf(meant) };
  }
  const layers = Array.isArray(manifest.layers) ? manifest.layers.filter(isMap) : [];
  const program = layers.find(({ mediaType }) => programTypes.includes(String(mediaType)));
  if (program !== undefined)
    return { kind: 'image', layer: { digest: digestOf(program), isArchive: false }, isGzipped: false };
  const last = layers.at(-1);
  const type = String(last?.mediaType ?? '');
  if (!/tar(?:$|[+.]gzip$)/.test(type))
    throw new Error(`its last layer (${JSON.stringify(type)}) is neither a program nor an archive of files`);
  return {
    kind: 'image',
    layer: { digest: digestOf(last), isArchive: true },
    isGzipped: type.endsWith('gzip'),
  };
}

function parsed(text: string): Fields {
  const value = parsedJson(text);
  if (isMap(value)) return value;
  throw new Error('its manifest is not a JSON object');
}

function digestOf(described: Fields | undefined): string {
  const digest = String(described?.digest ?? '');
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new Error('its manifest names no digest of SHA-256');
  return digest;
}
