import { compareTexts } from '#lib/compare-texts.ts';
import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';

/** Place is where something stands: a file, and a line counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** LocatedFinding is a finding with the place where a person mends it, looked up now. */
export interface LocatedFinding extends Finding {
  readonly place?: Place;
}

/** Locate finds where a path of the object or document under a key stands; undefined where it is in no file. */
export type Locate = (key: ResourceKey, path: string) => Place | undefined;

/** locateFinding looks up where a finding about what stands under `key` is to be mended. */
export function locateFinding(key: ResourceKey, finding: Finding, locate: Locate): LocatedFinding {
  return { ...finding, ...placeOf(key, finding.path, locate) };
}

/** placeOf is the place of a path, to be laid into what stands there. */
export function placeOf(key: ResourceKey, path: string, locate: Locate): { readonly place?: Place } {
  const place = locate(key, path);
  return place === undefined ? {} : { place };
}

/** byPlace orders findings by file, line and path; those that stand nowhere come last. */
export function byPlace(a: LocatedFinding, b: LocatedFinding): number {
  return (
    Number(a.place === undefined) - Number(b.place === undefined) ||
    compareTexts(a.place?.file ?? '', b.place?.file ?? '') ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    compareTexts(a.path, b.path) ||
    compareTexts(a.message, b.message)
  );
}
