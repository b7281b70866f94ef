import { status } from '@grpc/grpc-js';
import type { Denial, Shown, XdsServerOptions } from '../server.ts';
import type { NodeIdentity } from '../wire/node-identity.ts';
import { maxRequestBytes, RequestError } from '../wire/request-error.ts';

/** denialStatus is the gRPC status with which the stream of a client ends that is not admitted. */
export const denialStatus = {
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
} as const satisfies Record<Denial['kind'], status>;

/** How much a client may send before it is known whether it may have its view. */
const most = { requests: 64, bytes: maxRequestBytes };

/** Admission checks whether one client may have the view that it asks for, and keeps its requests meanwhile. */
export class Admission {
  readonly #admit: XdsServerOptions['admit'];
  readonly #shown: Shown;
  #kept: Buffer[] | undefined;
  #bytes = 0;

  constructor(admit: XdsServerOptions['admit'], shown: Shown) {
    this.#admit = admit;
    this.#shown = shown;
  }

  /** False where everybody may have everything. */
  get isAsked(): boolean {
    return this.#admit !== undefined;
  }

  get isPending(): boolean {
    return this.#kept !== undefined;
  }

  /** ask calls back with undefined where the client may have its view. A check that throws counts as a denial. */
  ask(identity: NodeIdentity, answer: (denial: Denial | undefined) => void): void {
    this.#kept = [];
    void this.#check(identity).then(answer);
  }

  /** review calls back where the client may no longer have its view. */
  review(identity: NodeIdentity, denied: (denial: Denial) => void): void {
    void this.#check(identity).then(denial => denial && denied(denial));
  }

  /** keep keeps a request for `release`; it throws a RequestError where there are too many, or too many bytes. */
  keep(bytes: Buffer): void {
    this.#bytes += bytes.length;
    this.#kept?.push(bytes);
    if (this.#bytes > most.bytes || (this.#kept?.length ?? 0) > most.requests) {
      throw new RequestError(
        status.RESOURCE_EXHAUSTED,
        'a client may not say so much before it is known whether it may have its view',
      );
    }
  }

  /** release gives what was kept, and keeps nothing any longer. */
  release(): readonly Buffer[] {
    const kept = this.#kept ?? [];
    this.#kept = undefined;
    return kept;
  }

  async #check({ node, view }: NodeIdentity): Promise<Denial | undefined> {
    try {
      return await this.#admit?.({ node, view, ...this.#shown });
    } catch {
      return { kind: 'unauthenticated', message: 'who this client is could not be checked: try again' };
    }
  }
}
