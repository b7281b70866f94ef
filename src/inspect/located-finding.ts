import { compareTexts } from '#lib/compare-texts.ts';
import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';

/** Place is a position in a file: a line counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** LocatedFinding is a finding with the place where a person can fix it, looked up at this moment. */
export interface LocatedFinding extends Finding {
  readonly place?: Place;
}

/** Locate finds the place of a path in the object or document under a key; undefined where that is in no file. */
export type Locate = (key: ResourceKey, path: string) => Place | undefined;

/** locateFinding adds to a finding the place where it can be fixed. */
export function locateFinding(key: ResourceKey, finding: Finding, locate: Locate): LocatedFinding {
  return { ...finding, ...placeOf(key, finding.path, locate) };
}

/** placeOf returns the place of a path as a field to spread into an object. */
export function placeOf(key: ResourceKey, path: string, locate: Locate): { readonly place?: Place } {
  const place = locate(key, path);
  return place === undefined ? {} : { place };
}

/** byPlace orders findings by file, line and path; those without a place come last. */
export function byPlace(a: LocatedFinding, b: LocatedFinding): number {
  return (
    Number(a.place === undefined) - Number(b.place === undefined) ||
    compareTexts(a.place?.file ?? '', b.place?.file ?? '') ||
    (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
    compareTexts(a.path, b.path) ||
    compareTexts(a.message, b.message)
  );
}
