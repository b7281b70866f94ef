import { deepEqual } from '#lib/equal.ts';
import type { Finding } from '#lib/finding.ts';
import { parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { Claim } from './claim.ts';
import type { BrokenItem, Document, GoodItem } from './document.ts';
import { type FileVersion, readVersion } from './file-version.ts';
import type { Ledger } from './ledger.ts';
import { matchSuccessors, type Nameless } from './match-successors.ts';
import type { Mistake } from './parse-document.ts';
import type { FileContent } from './read-file.ts';
import { type Remembered, RememberedVersion } from './remembered.ts';

type NamedItem = GoodItem | BrokenItem;

interface Written {
  readonly item: NamedItem;
  readonly document: Document;
}

/** Slot is one object as this file writes it now (`written`, in order) and as it is claimed. */
interface Slot {
  readonly key: ResourceKey;
  written: readonly Written[];
  claim: Claim | undefined;
}

/**
 * ManifestFile keeps what one file claims in step with what it says.
 *
 * `observe` applies at once what is new or changed and good. What is gone, broken, or looks cut off (a file that is just
 * being written) leaves the claim as it was, stale, until `settle`, which is called when the directory is quiet.
 */
export class ManifestFile {
  readonly path: string;
  readonly #ledger: Ledger;
  readonly #slots = new Map<ResourceKey, Slot>();
  readonly #unsettled = new Set<ResourceKey>();
  #version: FileVersion = { documents: [], inode: 0, tail: undefined };
  #unusable: Mistake | undefined;
  #nameless: readonly Nameless[] = [];
  /** Claims under `file#position`: nothing but a finding. */
  #ownClaims: readonly Claim[] = [];
  #namelessUnsettled = false;

  constructor(path: string, ledger: Ledger) {
    this.path = path;
    this.#ledger = ledger;
  }

  get isSettled(): boolean {
    return this.#unsettled.size === 0 && !this.#namelessUnsettled;
  }

  /** Nothing is left to keep of a file that says nothing and claims nothing. */
  get isEmpty(): boolean {
    return this.isSettled && this.#slots.size === 0 && this.#ownClaims.length === 0;
  }

  get documents(): readonly Document[] {
    return this.#version.documents;
  }

  /** restore claims what this file had in force when the state was last written. */
  restore(remembered: Remembered): void {
    const version = new RememberedVersion(remembered);
    const claim: Claim = {
      key: remembered.key,
      file: this.path,
      status: 'stale',
      version,
      findings: [],
      position: { index: remembered.index },
      standsFor: remembered.standsFor,
    };
    this.#ledger.restore(claim, version);
    this.#slots.set(claim.key, { key: claim.key, written: [], claim });
    this.#unsettled.add(claim.key);
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
    for (const key of wasUnusable ? this.#slots.keys() : affected) this.#apply(key, read.cutOff);
    if (wasUnusable) this.#namelessUnsettled = true;
  }

  /** reconsider asks for another `settle`: a broken claim of this file is not in force any more. */
  reconsider(): void {
    this.#namelessUnsettled = true;
  }

  settle(): void {
    if (this.#unusable !== undefined) {
      this.#settleUnusable(this.#unusable);
    } else {
      const orphans: Claim[] = [];
      for (const key of this.#unsettled) {
        const slot = this.#slots.get(key);
        if (slot === undefined) continue;
        if (slot.written.length > 0) this.#claimWritten(slot);
        else if (slot.claim !== undefined) orphans.push(slot.claim);
        else this.#slots.delete(key);
      }
      this.#settleNameless(orphans);
    }
    this.#unsettled.clear();
    this.#namelessUnsettled = false;
  }

  #becomeUnusable(mistake: Mistake): void {
    if (deepEqual(this.#unusable, { reason: mistake.reason, message: mistake.message })) return;
    this.#unusable = { reason: mistake.reason, message: mistake.message };
    for (const [key, slot] of this.#slots) {
      if (slot.claim?.status === 'live') slot.claim.status = 'stale';
      this.#ledger.touch(key);
      this.#unsettled.add(key);
    }
    this.#namelessUnsettled = true;
  }

  /** Brings the slots in line with the documents; gives the keys whose slots changed. */
  #rewrite(removed: readonly Document[], added: readonly Document[]): Set<ResourceKey> {
    const affected = new Set<ResourceKey>();
    const gone = new Set(removed);
    let nameless = this.#nameless.filter(({ document }) => !gone.has(document));
    for (const document of removed) {
      for (const item of document.items) if (item.kind !== 'nameless') affected.add(item.key);
    }
    for (const document of added) {
      for (const item of document.items) {
        if (item.kind === 'nameless') {
          nameless = [...nameless, { item, document }];
        } else {
          affected.add(item.key);
          const slot = this.#slotOf(item.key);
          slot.written = [...slot.written, { item, document }];
        }
      }
    }
    for (const key of affected) {
      const slot = this.#slotOf(key);
      slot.written = slot.written.filter(({ document }) => !gone.has(document)).sort(byPosition);
    }
    // The keys of nameless documents hold their positions, which any edit above them moves.
    if (nameless.length > 0 || this.#nameless.length > 0) this.#namelessUnsettled = true;
    this.#nameless = nameless.sort(byPosition);
    return affected;
  }

  #apply(key: ResourceKey, cutOff: Document | undefined): void {
    const slot = this.#slotOf(key);
    const good = slot.written.find(({ item }) => item.kind === 'good');
    if (good !== undefined && good.document !== cutOff) {
      this.#claimWritten(slot);
      this.#unsettled.delete(key);
      return;
    }
    if (slot.claim?.status === 'live') {
      slot.claim.status = 'stale';
      this.#ledger.touch(key);
    }
    this.#unsettled.add(key);
  }

  /** Claims what is written: the first good form, else none but findings and what was in force before. */
  #claimWritten(slot: Slot): void {
    const good = slot.written.find(({ item }) => item.kind === 'good');
    const [first] = slot.written;
    if (first === undefined) return;
    const claim = this.#claimOf(slot);
    claim.findings = findingsOf(slot.key, slot.written, good);
    claim.position = (good ?? first).document;
    claim.standsFor = undefined;
    claim.status = good === undefined ? 'broken' : 'live';
    if (good?.item.kind === 'good') claim.version = good.item.version;
    this.#ledger.touch(slot.key);
  }

  #settleNameless(unwritten: readonly Claim[]): void {
    const orphans = new Set(unwritten);
    for (const { claim } of this.#slots.values()) if (claim?.standsFor !== undefined) orphans.add(claim);
    if (!this.#namelessUnsettled && orphans.size === 0) return;
    const inForce = [...orphans].filter(claim => this.#ledger.isInForce(claim));
    const { successors, strangers } = matchSuccessors(inForce, this.#nameless);
    for (const claim of orphans) {
      const successor = successors.get(claim);
      if (successor === undefined) {
        this.#drop(claim);
      } else {
        const ref = parseResourceKey(claim.key);
        claim.status = 'broken';
        claim.findings = successor.item.findings.map(finding => ({ ...finding, ref }));
        claim.position = successor.document;
        claim.standsFor = successor.item.id;
        this.#ledger.touch(claim.key);
      }
    }
    const byDocument = new Map<Document, Finding[]>();
    for (const { item, document } of strangers) {
      byDocument.set(document, [...(byDocument.get(document) ?? []), ...item.findings]);
    }
    this.#claimOwn(Array.from(byDocument, ([position, findings]) => ({ position, findings })));
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
    this.#claimOwn([{ findings: [{ severity: 'error', ...mistake, path: '' }], position: { index: -1 } }]);
  }

  #claimOwn(wanted: readonly Pick<Claim, 'findings' | 'position'>[]): void {
    for (const claim of this.#ownClaims) this.#ledger.remove(claim);
    this.#ownClaims = wanted.map(({ findings, position }) => ({
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
    const slot = this.#slots.get(claim.key);
    if (slot === undefined) return;
    slot.claim = undefined;
    if (slot.written.length === 0) this.#slots.delete(claim.key);
  }

  #slotOf(key: ResourceKey): Slot {
    const slot = this.#slots.get(key) ?? { key, written: [], claim: undefined };
    this.#slots.set(key, slot);
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
      position: { index: 0 },
      standsFor: undefined,
    };
    slot.claim = claim;
    this.#ledger.add(claim);
    return claim;
  }
}

function byPosition(a: { readonly document: Document }, b: { readonly document: Document }): number {
  return a.document.index - b.document.index;
}

function findingsOf(key: ResourceKey, written: readonly Written[], inForce: Written | undefined): Finding[] {
  return written.flatMap(one => {
    if (one === inForce || one.item.kind === 'broken') return one.item.findings;
    if (inForce?.item.kind !== 'good') return [];
    if (deepEqual(one.item.version.resource, inForce.item.version.resource)) return [];
    return [
      {
        severity: 'error',
        reason: 'Duplicate',
        message:
          'is written twice in this file, and not alike: the first one is in force; remove one of them',
        path: '',
        ref: parseResourceKey(key),
      },
    ];
  });
}
