import { deepEqual } from '#lib/equal.ts';
import type { Finding } from '#lib/finding.ts';
import { keptList } from '#lib/kept-list.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import { SmallMap } from '#lib/small-map.ts';
import type { Claim } from './claim.ts';
import type { Document, GoodItem, NamedItem, NamelessItem, Position } from './document.ts';
import { type FileVersion, isCutOff, readVersion } from './file-version.ts';
import type { Ledger } from './ledger.ts';
import { matchSuccessors } from './match-successors.ts';
import type { Mistake } from './parse-document.ts';
import type { FileContent } from './read-file.ts';
import { type Remembered, RememberedVersion } from './remembered.ts';

/** Slot is one object of this file: `written`, as the file writes it now (mostly once), and `claim`, as it claims it. */
interface Slot {
  readonly key: ResourceKey;
  written: readonly NamedItem[];
  claim: Claim | undefined;
}

/**
 * ManifestFile keeps the claims of one file in step with what the file says.
 *
 * `observe` applies at once what is new or changed and good. Where an object is gone, broken, or looks cut off (a file that
 * is just being written), its claim stays as it was, stale, until `settle`, which is called when the directory is quiet.
 */
export class ManifestFile {
  readonly path: string;
  readonly #ledger: Ledger;
  readonly #slots = new SmallMap<ResourceKey, Slot>();
  #version: FileVersion = { documents: none, inode: 0, tail: undefined };
  /** The last version that all claims agreed with. */
  #settled = this.#version;
  #unusable: Mistake | undefined;
  #nameless: readonly NamelessItem[] = none;
  /** Claims under `file#position`, which hold nothing but findings. */
  #ownClaims: readonly Claim[] = none;
  /** Keys whose claims differ from what is written. Most files never have any, so the set is made only when needed. */
  #unsettled: Set<ResourceKey> | undefined;
  #namelessUnsettled = false;
  /** Keys that are written more than once: which document is the first may change though no document does. */
  #repeated: Set<ResourceKey> | undefined;

  constructor(path: string, ledger: Ledger) {
    this.path = path;
    this.#ledger = ledger;
  }

  get isSettled(): boolean {
    return this.#unsettled === undefined && !this.#namelessUnsettled;
  }

  /** A file that says nothing and claims nothing need not be kept. */
  get isEmpty(): boolean {
    return this.isSettled && this.#slots.size === 0 && this.#ownClaims.length === 0;
  }

  /** restore claims what this file had in force when the state was last written. */
  restore(remembered: Remembered): void {
    const { key, index, standsFor } = remembered;
    const version = new RememberedVersion(remembered);
    const claim: Claim = {
      key,
      file: this.path,
      status: 'stale',
      version,
      findings: [],
      position: { index, length: 0 },
      standsFor,
    };
    this.#ledger.restore(claim, version);
    this.#slots.set(key, { key, written: [], claim });
    this.#unsettle(key);
  }

  observe(content: FileContent): void {
    const read = content.kind === 'unusable' ? content : readVersion(content, this.path, this.#version);
    if ('reason' in read) {
      this.#becomeUnusable(read);
      return;
    }
    const wasUnusable = this.#unusable !== undefined;
    this.#unusable = undefined;
    this.#version = read.version;
    const affected = this.#rewrite(read.removed, read.added);
    for (const key of wasUnusable ? this.#slots.keys() : affected) this.#apply(key);
    if (wasUnusable) this.#namelessUnsettled = true;
    if (this.isSettled) this.#settled = this.#version;
  }

  /** reconsider asks for another `settle`: a broken claim of this file is not in force any more. */
  reconsider(): void {
    this.#namelessUnsettled = true;
  }

  settle(): void {
    if (this.#unusable !== undefined) this.#settleUnusable(this.#unusable);
    else this.#settleNameless(this.#settleNamed());
    this.#unsettled = undefined;
    this.#namelessUnsettled = false;
    this.#settled = this.#version;
  }

  #becomeUnusable({ reason, message }: Mistake): void {
    const mistake = { reason, message };
    if (deepEqual(this.#unusable, mistake)) return;
    this.#unusable = mistake;
    for (const { key, claim } of this.#slots.values()) {
      if (claim !== undefined) this.#becomeStale(claim);
      this.#unsettle(key);
    }
    this.#namelessUnsettled = true;
  }

  /** Brings the slots in line with the documents; gives the keys whose slots changed. */
  #rewrite(removed: readonly Document[], added: readonly Document[]): Set<ResourceKey> {
    const affected = new Set(this.#repeated);
    const gone = new Set<Position>(removed);
    for (const { items } of removed) {
      for (const item of items) if (item.kind !== 'nameless') affected.add(item.key);
    }
    const hadNameless = this.#nameless.length > 0;
    const nameless = this.#nameless.filter(({ document }) => !gone.has(document));
    for (const item of added.flatMap(({ items }) => items)) {
      if (item.kind === 'nameless') {
        nameless.push(item);
      } else {
        affected.add(item.key);
        const slot = this.#slotOf(item.key);
        slot.written = slot.written.length === 0 ? [item] : [...slot.written, item];
      }
    }
    for (const key of affected) {
      const slot = this.#slotOf(key);
      if (slot.written.some(({ document }) => gone.has(document))) {
        slot.written = slot.written.filter(({ document }) => !gone.has(document));
      }
      if (slot.written.length > 1) this.#repeated = (this.#repeated ?? new Set()).add(key);
      else this.#repeated?.delete(key);
    }
    this.#nameless = keptList(nameless.sort(byPosition));
    // The keys of nameless documents hold their positions, which any edit above them moves.
    if (hadNameless || nameless.length > 0) this.#namelessUnsettled = true;
    return affected;
  }

  #apply(key: ResourceKey): void {
    const slot = this.#slotOf(key);
    const good = firstGood(slot);
    if (good !== undefined && !this.#isCutOff(good, slot.claim)) {
      this.#claimWritten(slot);
      this.#unsettled?.delete(key);
      if (this.#unsettled?.size === 0) this.#unsettled = undefined;
      return;
    }
    if (slot.claim !== undefined) this.#becomeStale(slot.claim);
    this.#unsettle(key);
  }

  #isCutOff({ document }: GoodItem, claim: Claim | undefined): boolean {
    const isLast = document === this.#version.documents.at(-1);
    return isLast && claim !== undefined && isCutOff(this.#version, this.#settled, claim.position);
  }

  #becomeStale(claim: Claim): void {
    if (claim.status !== 'live') return;
    claim.status = 'stale';
    this.#ledger.touch(claim.key);
  }

  #unsettle(key: ResourceKey): void {
    this.#unsettled ??= new Set();
    this.#unsettled.add(key);
  }

  /** Claims what is written: the first usable form, or the findings of what cannot be used. */
  #claimWritten(slot: Slot): void {
    const good = firstGood(slot);
    const [first] = slot.written;
    if (first === undefined) return;
    const claim = this.#claimOf(slot);
    claim.findings = findingsOf(slot, good);
    claim.position = (good ?? first).document;
    claim.standsFor = undefined;
    claim.status = good === undefined ? 'broken' : 'live';
    if (good !== undefined) claim.version = good;
    const broken = good ?? first;
    claim.standIn = broken.kind === 'broken' ? broken.standIn : undefined;
    this.#ledger.touch(slot.key);
  }

  /** Claims what is written for the unsettled keys; returns the claims to objects that are not written any more. */
  #settleNamed(): Set<Claim> {
    const orphans = new Set<Claim>();
    for (const key of this.#unsettled ?? []) {
      const slot = this.#slotOf(key);
      if (slot.written.length > 0) this.#claimWritten(slot);
      else if (slot.claim !== undefined) orphans.add(slot.claim);
      else this.#slots.delete(key);
    }
    return orphans;
  }

  #settleNameless(orphans: Set<Claim>): void {
    if (this.#namelessUnsettled) {
      for (const { claim } of this.#slots.values()) if (claim?.standsFor !== undefined) orphans.add(claim);
    }
    const inForce = [...orphans].filter(claim => this.#ledger.isInForce(claim));
    const { successors, strangers } = matchSuccessors(inForce, this.#nameless);
    for (const claim of orphans) {
      const successor = successors.get(claim);
      if (successor === undefined) this.#drop(claim);
      else this.#standFor(claim, successor);
    }
    const byDocument = new Map<Position, Finding[]>();
    for (const { document, findings } of strangers) {
      byDocument.set(document, [...(byDocument.get(document) ?? []), ...findings]);
    }
    this.#claimOwn(Array.from(byDocument, ([position, findings]) => ({ position, findings })));
  }

  #standFor(claim: Claim, successor: NamelessItem): void {
    const ref = parseResourceKey(claim.key);
    claim.status = 'broken';
    claim.findings = successor.findings.map(finding => ({ ...finding, ref }));
    claim.position = successor.document;
    claim.standsFor = successor.id;
    this.#ledger.touch(claim.key);
  }

  /** A file that cannot be read at all keeps in force what it had in force. */
  #settleUnusable(mistake: Mistake): void {
    for (const { claim } of this.#slots.values()) {
      if (claim === undefined) continue;
      if (this.#ledger.isInForce(claim)) {
        claim.status = 'broken';
        claim.findings = [];
        this.#ledger.touch(claim.key);
      } else {
        this.#drop(claim);
      }
    }
    this.#claimOwn([
      { findings: [{ severity: 'error', ...mistake, path: '' }], position: { index: -1, length: 0 } },
    ]);
  }

  #claimOwn(wanted: readonly Pick<Claim, 'findings' | 'position'>[]): void {
    for (const claim of this.#ownClaims) this.#ledger.remove(claim);
    this.#ownClaims =
      wanted.length === 0
        ? none
        : wanted.map(({ findings, position }) => ({
            key: `${this.path}#${position.index + 1}`,
            file: this.path,
            status: 'broken',
            version: undefined,
            findings,
            position,
            standsFor: undefined,
          }));
    for (const claim of this.#ownClaims) this.#ledger.add(claim);
  }

  #drop(claim: Claim): void {
    this.#ledger.remove(claim);
    const slot = this.#slotOf(claim.key);
    slot.claim = undefined;
    if (slot.written.length === 0) this.#slots.delete(claim.key);
  }

  #slotOf(key: ResourceKey): Slot {
    let slot = this.#slots.get(key);
    if (slot === undefined) {
      slot = { key, written: [], claim: undefined };
      this.#slots.set(key, slot);
    }
    return slot;
  }

  #claimOf(slot: Slot): Claim {
    if (slot.claim !== undefined) return slot.claim;
    const claim: Claim = {
      key: slot.key,
      file: this.path,
      status: 'broken',
      version: undefined,
      findings: [],
      position: { index: 0, length: 0 },
      standsFor: undefined,
    };
    slot.claim = claim;
    this.#ledger.add(claim);
    return claim;
  }
}

const none: readonly never[] = [];

function byPosition(a: { readonly document: Position }, b: { readonly document: Position }): number {
  return a.document.index - b.document.index;
}

function firstGood({ written }: Slot): GoodItem | undefined {
  let first: GoodItem | undefined;
  for (const item of written) {
    if (item.kind === 'good' && (first === undefined || byPosition(item, first) < 0)) first = item;
  }
  return first;
}

function findingsOf({ key, written }: Slot, inForce: GoodItem | undefined): readonly Finding[] {
  const [only, ...others] = written;
  if (only !== undefined && others.length === 0) return only.findings;
  return [...written].sort(byPosition).flatMap(item => {
    if (item === inForce || item.kind === 'broken') return item.findings;
    return deepEqual(item.resource, inForce?.resource) ? [] : [writtenTwice(key)];
  });
}

function writtenTwice(key: ResourceKey): Finding {
  return {
    severity: 'error',
    reason: 'Duplicate',
    message: 'is written twice in this file, and not alike: the first one is in force; remove one of them',
    path: '',
    ref: parseResourceKey(key),
  };
}
