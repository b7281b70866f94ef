import type { ImageWant } from '#model';
import type { Discovery } from '../discovery.ts';
import { type WebDiscoveryOptions, webDiscovery } from '../web/web-discovery.ts';
import { lookUpImage } from './look-up-image.ts';

/** Timeout in ms. */
const patience = 120_000;

/** ImageDiscoveryOptions: `folder` is where programs are kept; absent, no image is pulled. */
export interface ImageDiscoveryOptions extends WebDiscoveryOptions<ImageWant> {
  readonly folder?: string;
}

/** createImageDiscovery pulls the programs of images, and looks every five minutes whether their tags lead elsewhere. */
export function createImageDiscovery({ folder, ...options }: ImageDiscoveryOptions): Discovery<ImageWant> {
  return webDiscovery(options, patience, async (want, asking) =>
    folder === undefined
      ? { kind: 'failed', error: 'no folder for programs is named (--wasm-cache)' }
      : lookUpImage(want, folder, asking),
  );
}
