import { deepEqual } from '#lib/equal.ts';
import type { Finding } from '#lib/finding.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { State, StateChange } from '#state';
import type { Entry, EntryChange } from '../source.ts';
import type { Claim } from './claim.ts';
import type { Version } from './document.ts';
import { decodeRemembered, encodeRemembered, type Remembered, rememberedName } from './remembered.ts';

/** Claimed is an object with everything that files say about it, and the outcome. */
interface Claimed {
  /** Ordered by file. */
  readonly claims: Claim[];
  inForce: Claim | undefined;
  entry: Entry | undefined;
  recorded: Recorded | undefined;
}

/** What the state holds of an object. */
interface Recorded {
  readonly file: string;
  readonly standsFor: string | undefined;
  readonly version: Version;
}

/** Settlement is what one batch changed: first for the state, then for the sink. */
export interface Settlement {
  readonly remember: readonly StateChange[];
  readonly changes: readonly EntryChange[];
  /** Broken claims that were in force and are not any more. */
  readonly lost: readonly Claim[];
}

/**
 * Ledger decides which claim to an object is in force. Its answer depends on the claims and on the version in force before,
 * never on the order of events:
 *
 * - Of the claims that have a usable version, the one with the smallest path wins; a broken claim has a version only if it
 *   had won with it before. Other claims that say something else get a finding (`Duplicate`).
 * - Where no claim has a version but a broken one is left, that one inherits what was in force: a document may be moved
 *   while broken.
 * - Where no claim is left, the object goes.
 *
 * What is in force is written to the state *before* it is handed on, so that a broken successor, even one that appears while
 * nothing runs, finds it. A write costs an append of some 10 µs, for what changed only; the texts are not kept in memory.
 * The record of an object goes with the object.
 */
export class Ledger {
  readonly #state: State;
  readonly #claimed = new Map<ResourceKey, Claimed>();
  readonly #dirty = new Set<ResourceKey>();

  constructor(state: State) {
    this.#state = state;
  }

  /** restore puts in what was in force when the state was last written. */
  restore(claim: Claim, version: Version): void {
    const claimed = this.#add(claim);
    claimed.inForce = claim;
    claimed.recorded = { file: claim.file, standsFor: claim.standsFor, version };
  }

  add(claim: Claim): void {
    this.#add(claim);
  }

  remove(claim: Claim): void {
    const claims = this.#claimed.get(claim.key)?.claims;
    const at = claims?.indexOf(claim) ?? -1;
    if (at >= 0) claims?.splice(at, 1);
    this.#dirty.add(claim.key);
  }

  /** touch says that a claim under `key` changed. */
  touch(key: ResourceKey): void {
    this.#dirty.add(key);
  }

  isInForce(claim: Claim): boolean {
    return this.#claimed.get(claim.key)?.inForce === claim;
  }

  /** claimOf is the claim to show for a key: the one in force, otherwise the first. */
  claimOf(key: ResourceKey): Claim | undefined {
    const claimed = this.#claimed.get(key);
    return claimed?.inForce ?? claimed?.claims[0];
  }

  /** settle resolves everything that changed since the last call. */
  settle(): Settlement {
    const remember: StateChange[] = [];
    const changes: EntryChange[] = [];
    const lost: Claim[] = [];
    for (const key of this.#dirty) {
      const claimed = this.#claimed.get(key);
      if (claimed === undefined) continue;
      const before = claimed.inForce;
      resolve(claimed);
      if (before !== claimed.inForce && before?.status === 'broken') lost.push(before);
      this.#record(key, claimed, remember);
      const entry = entryOf(key, claimed);
      if (!deepEqual(entry, claimed.entry)) changes.push({ key, entry });
      claimed.entry = entry;
      if (claimed.claims.length === 0) this.#claimed.delete(key);
    }
    this.#dirty.clear();
    return { remember, changes, lost };
  }

  #add(claim: Claim): Claimed {
    this.#dirty.add(claim.key);
    const claimed = this.#claimed.get(claim.key);
    if (claimed === undefined) {
      const first = { claims: [claim], inForce: undefined, entry: undefined, recorded: undefined };
      this.#claimed.set(claim.key, first);
      return first;
    }
    const at = claimed.claims.findIndex(other => other.file > claim.file);
    claimed.claims.splice(at === -1 ? claimed.claims.length : at, 0, claim);
    return claimed;
  }

  #record(key: ResourceKey, claimed: Claimed, remember: StateChange[]): void {
    const { inForce, recorded } = claimed;
    const name = rememberedName(key);
    if (inForce === undefined) {
      if (recorded !== undefined) remember.push({ name, text: undefined });
      claimed.recorded = undefined;
      return;
    }
    const { file, standsFor, version, status } = inForce;
    // A stale claim is about to change: it is written down once it has.
    if (status === 'stale' || version === undefined) return;
    const samePlace = recorded?.file === file && recorded.standsFor === standsFor;
    const sameVersion =
      recorded?.version === version ||
      (version.text !== undefined && recorded?.version.text === version.text);
    if (!samePlace || !sameVersion) {
      const text = version.text ?? this.#recordedText(name);
      if (text === undefined) return;
      // If another claim still holds this version, it may win again, and no other copy of its text exists.
      if (
        recorded !== undefined &&
        !sameVersion &&
        claimed.claims.some(claim => claim.version === recorded.version)
      ) {
        recorded.version.text = this.#recordedText(name);
      }
      const record: Remembered = { key, file, index: inForce.position.index, text };
      remember.push({
        name,
        text: encodeRemembered(standsFor === undefined ? record : { ...record, standsFor }),
      });
    }
    claimed.recorded = { file, standsFor, version };
    version.text = undefined;
  }

  #recordedText(name: string): string | undefined {
    const record = this.#state.get(name);
    return record === undefined ? undefined : decodeRemembered(name, record)?.text;
  }
}

const none: readonly Finding[] = [];

function resolve(claimed: Claimed): void {
  const before = claimed.inForce?.version;
  const [first] = claimed.claims;
  let inForce = claimed.claims.find(claim => claim.version?.resource !== undefined);
  if (inForce === undefined && first !== undefined && before?.resource !== undefined) {
    first.version = before;
    inForce = first;
  }
  claimed.inForce = inForce;
  for (const claim of claimed.claims) {
    if (claim !== inForce && claim.status === 'broken') claim.version = undefined;
  }
}

function entryOf(key: ResourceKey, { claims, inForce }: Claimed): Entry | undefined {
  if (claims.length === 0) return undefined;
  const resource = inForce?.version?.resource ?? claims.find(claim => claim.standIn !== undefined)?.standIn;
  const found = claims.flatMap(claim => findingsOf(key, claim, inForce));
  if (inForce?.status === 'broken') found.push(lastGoodInForce(key));
  // Nearly all entries have no findings: let them share one empty list.
  const findings = found.length === 0 ? none : found;
  return resource === undefined ? { findings } : { resource, findings };
}

function findingsOf(key: ResourceKey, claim: Claim, inForce: Claim | undefined): readonly Finding[] {
  if (claim === inForce || inForce === undefined || claim.status === 'broken') return claim.findings;
  if (claim.status === 'stale' || inForce.status === 'stale') return [];
  // The same object written twice does no harm; every move of a document causes that for a moment.
  if (deepEqual(claim.version?.resource, inForce.version?.resource)) return [];
  return [...claim.findings, duplicate(key, claim.file, inForce.file)];
}

function duplicate(key: ResourceKey, file: string, inForce: string): Finding {
  return {
    severity: 'error',
    reason: 'Duplicate',
    message: `is written in ${file} too, and differs there: what ${inForce} says is in force; remove one of them`,
    path: '',
    ref: parseResourceKey(key),
  };
}

function lastGoodInForce(key: ResourceKey): Finding {
  return {
    severity: 'warning',
    reason: 'LastGoodInForce',
    message:
      'cannot be used as it is written now: its last good version stays in force until it is mended or removed',
    path: '',
    ref: parseResourceKey(key),
  };
}
