import type { Finding } from '#lib/finding.ts';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { AnyResource } from '#resources';
import type { Identity } from './scan-identity.ts';

/** Position is a document's place among those of its file, from 0; it moves with the document. `length` is in bytes. */
export interface Position {
  index: number;
  readonly length: number;
}

/** Document is what is kept of one document of a file: enough to tell whether it changed, and the objects it gave. */
export interface Document extends Position {
  readonly hash: number;
  items: readonly Item[];
}

/**
 * Version is one accepted form of an object. `text` is what it was decoded from, kept only until it is written down (see
 * `Ledger`).
 */
export interface Version {
  readonly resource: AnyResource | undefined;
  text: string | undefined;
}

/** GoodItem is an object that can be used; its findings are warnings. */
export interface GoodItem extends Version {
  readonly kind: 'good';
  readonly document: Position;
  readonly key: ResourceKey;
  readonly resource: AnyResource;
  readonly findings: readonly Finding[];
}

/** BrokenItem is an object that cannot be used, but says which one it is. */
export interface BrokenItem {
  readonly kind: 'broken';
  readonly document: Position;
  readonly key: ResourceKey;
  /** What must be in force as long as no version of the object ever was. */
  readonly standIn?: AnyResource;
  readonly findings: readonly Finding[];
}

/**
 * NamelessItem cannot be used and does not say in full which object it is. `id`, made of content and place, tells it from
 * others.
 */
export interface NamelessItem {
  readonly kind: 'nameless';
  readonly document: Position;
  readonly id: string;
  readonly identity: Identity;
  readonly findings: readonly Finding[];
}

/** Item is one object of a document: most documents hold one, a List or an array many, one of comments alone none. */
export type Item = GoodItem | BrokenItem | NamelessItem;

/** NamedItem says which object it is. */
export type NamedItem = GoodItem | BrokenItem;
