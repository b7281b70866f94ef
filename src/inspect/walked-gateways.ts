import type { ProxyId } from '#model';
import { type WalkView, walkViews } from '#walk';
import type { Inspected } from './inspected.ts';

/** WalkedGateways are views of the gateways for walking requests: made when asked for, and kept until something changes. */
export class WalkedGateways {
  readonly #inspected: Pick<Inspected, 'graph' | 'edges' | 'attachments'>;
  #views: ReadonlyMap<ProxyId, WalkView> | undefined;
  #follows = false;

  constructor(inspected: Pick<Inspected, 'graph' | 'edges' | 'attachments'>) {
    this.#inspected = inspected;
  }

  /** By the id of the proxy. */
  all(): ReadonlyMap<ProxyId, WalkView> {
    const { graph, edges, attachments } = this.#inspected;
    if (!this.#follows) {
      this.#follows = true;
      graph.onSettled(() => {
        this.#views = undefined;
      });
    }
    this.#views ??= walkViews(
      [...edges.entries()].map(([, gateway]) => gateway),
      [...attachments.entries()].map(([, attachment]) => attachment),
    );
    return this.#views;
  }

  of(proxy: string): WalkView | undefined {
    // The cast is safe: a text that is not a proxy's id is not a key.
    return this.all().get(proxy as ProxyId);
  }
}
