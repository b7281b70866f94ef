import { Derivation } from './derivation.ts';

/** MapCollection has at most one output for each key of its input, under that key: nothing need be kept about outputs. */
export class MapCollection<I, O> extends Derivation<I, O, O | undefined> {
  protected override readonly claims = 0;

  protected override emit(key: string, result: O | undefined): void {
    this.put(key, result);
  }

  protected override withdraw(key: string): void {
    this.put(key, undefined);
  }
}
