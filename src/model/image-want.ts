import type { ResourceKey } from '#lib/resource-ref.ts';
import type { Pace } from './pace.ts';

/** ImageName is the name of an image as registries know it (OCI Distribution). */
export interface ImageName {
  /** `HOST` or `HOST:PORT`. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, or a digest (`sha256:…`). */
  readonly reference: string;
}

/** ImageWant is the program in an image, which the control plane pulls: proxies pull none. */
export interface ImageWant extends ImageName {
  readonly kind: 'image';
  /** The digest (`sha256:…`) that the image must have, whatever the tag leads to. */
  readonly digest?: string;
  /** Certificates (PEM) that are trusted for TLS with the registry instead of the machine's roots. */
  readonly roots?: string;
  /** By whom it is pulled, from a Secret; absent: by anybody. */
  readonly login?: RegistryLogin;
  readonly pace?: Pace;
}

/** RegistryLogin is a name and its password, which a Secret holds at the moment. When they change, the want stays the same. */
export interface RegistryLogin {
  readonly secret: ResourceKey;
  readonly username: string;
  readonly password: string;
}

/**
 * ImageAnswer says that the program lies in the folder that the operator names for programs, as the file `programFile(digest)`.
 * `digest` is that of the image's layer, in hexadecimal.
 */
export interface ImageAnswer {
  readonly kind: 'image';
  readonly digest: string;
}

/** programFile is the name of the file that holds the program of a layer. */
export function programFile(digest: string): string {
  return `${digest}.wasm`;
}
