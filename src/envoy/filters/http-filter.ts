import type { Any } from '@bufbuild/protobuf/wkt';
import type { ResourceKey } from '#lib/resource-ref.ts';
import type { HttpRule } from '#model';

/**
 * FilterNeed is what one rule needs of a filter: an instance of it in the chains of the listeners that the rule is served
 * at, and there what the filter does for this rule. An instance does nothing for rules that do not name it.
 */
export interface FilterNeed {
  /** The filter's name; where instances differ in their settings, followed by what tells the settings apart. */
  readonly instance: string;
  /** The settings of the instance: the same wherever `instance` is. */
  readonly settings: Any;
  /**
   * The ResourceKey of what the settings are from, where Envoy may refuse them alone: what they name on its machine may be
   * missing. Such a filter must be switched on by routes and have no settings of theirs.
   */
  readonly origin?: ResourceKey;
  /** Names of the clusters that the settings name. What a rule calls by itself stands in `HttpRule.calls`. */
  readonly clusters: readonly string[];
  /** What the filter does for this rule; absent where its virtual host says it (`hostFilters`), or each of its backends. */
  readonly perRoute?: Any;
}

/** HttpFilter is one filter of HTTP. One file a filter, one line in `index.ts`. */
export type HttpFilter = (rule: HttpRule, route: ResourceKey) => readonly FilterNeed[];
