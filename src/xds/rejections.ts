import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import type { Client, Rejection } from './server.ts';

/** Rejections: what was refused, by Envoy version. */
export class Rejections {
  refuses(_resource: XdsResource, _envoyVersion: string): boolean {
    return false;
  }
  lastGood(_resource: XdsResource, _envoyVersion: string): XdsResource | undefined {
    return undefined;
  }
  accepted(_resource: XdsResource, _envoyVersion: string): void {}
  refuse(_resource: XdsResource, _envoyVersion: string, _message: string): boolean {
    return false;
  }
  of(_envoyVersion: string, _inView: (type: XdsType, name: string) => boolean): Client['rejected'] {
    return [];
  }
  list(): readonly Rejection[] {
    return [];
  }
}
