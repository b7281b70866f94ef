import type { Entries } from './collection.ts';
import { Contest } from './contest.ts';
import { Derivation } from './derivation.ts';

/**
 * DeriveCollection has any number of outputs for each key of its input. It records which input gave an output only where
 * that is not evident: an output under its input's own key that no other input gives costs nothing.
 */
export class DeriveCollection<I, O> extends Derivation<I, O, Entries<O>> {
  /** Output keys by input key, where they are not just the input key itself. No array for a single one. */
  readonly #outputs = new Map<string, string | readonly string[]>();
  /** Input key by output key, where the two differ and no other input gives the output. */
  readonly #givers = new Map<string, string>();
  readonly #contests = new Map<string, Contest<O>>();

  protected override get claims(): number {
    return this.#outputs.size + this.#givers.size + this.#contests.size;
  }

  protected override emit(input: string, result: Entries<O>): void {
    if (Array.isArray(result) && result.length === 0) {
      this.withdraw(input);
      return;
    }
    const outputs = new Map<string, O>();
    for (const [output, value] of result) {
      if (value !== undefined && !outputs.has(output)) outputs.set(output, value);
    }
    this.#replace(input, outputs);
  }

  protected override withdraw(input: string): void {
    this.#replace(input, noOutputs);
  }

  #replace(input: string, outputs: ReadonlyMap<string, O>): void {
    const before = this.#outputs.get(input);
    if (typeof before === 'object') {
      for (const output of before) if (!outputs.has(output)) this.#release(output, input);
    } else if (before !== undefined) {
      if (!outputs.has(before)) this.#release(before, input);
    } else if (!outputs.has(input) && this.#gives(input, input)) {
      this.#release(input, input);
    }
    for (const [output, value] of outputs) this.#claim(output, input, value);
    const [first] = outputs.keys();
    if (outputs.size > 1) this.#outputs.set(input, [...outputs.keys()]);
    else if (first === undefined || first === input) this.#outputs.delete(input);
    else this.#outputs.set(input, first);
  }

  #gives(input: string, output: string): boolean {
    return this.#contests.get(output)?.has(input) ?? this.#soleGiver(output) === input;
  }

  /** The input that gives an uncontested output. */
  #soleGiver(output: string): string | undefined {
    return this.#givers.get(output) ?? (this.values.has(output) ? output : undefined);
  }

  #claim(output: string, input: string, value: O): void {
    const contest = this.#contests.get(output) ?? this.#openContest(output, input);
    if (contest === undefined) {
      if (input !== output) this.#givers.set(output, input);
      this.put(output, value);
      return;
    }
    contest.claim(input, value);
    if (input === contest.winner) this.put(output, value);
  }

  /** openContest begins a contest where another input has been the only giver of the output. */
  #openContest(output: string, input: string): Contest<O> | undefined {
    const holder = this.#soleGiver(output);
    const held = this.values.get(output);
    if (holder === undefined || holder === input || held === undefined) return undefined;
    this.#givers.delete(output);
    const contest = new Contest(holder, held);
    this.#contests.set(output, contest);
    return contest;
  }

  #release(output: string, input: string): void {
    const contest = this.#contests.get(output);
    if (contest === undefined) {
      this.#givers.delete(output);
      this.put(output, undefined);
      return;
    }
    contest.release(input);
    this.put(output, contest.value);
    if (contest.size > 1) return;
    this.#contests.delete(output);
    if (contest.winner !== output) this.#givers.set(output, contest.winner);
  }
}

const noOutputs: ReadonlyMap<string, never> = new Map<string, never>();
