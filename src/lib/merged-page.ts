import { isMap } from './fields.ts';
import type { AddressCategory } from './ip-address.ts';

/**
 * MergedPage is what a page of metrics is made of: those of an Envoy, and of applications beside it. It comes along with each request
 * for the page, so that who makes it needs to be told nothing else.
 */
export interface MergedPage {
  /** What Envoy is asked: a query of its page `/stats/prometheus`. */
  readonly query: string;
  /** Which of Envoy's are shown; absent: all. */
  readonly profile?: MetricProfile;
  readonly applications: readonly MetricsApplication[];
  /** Where no application is asked, whatever name leads there. */
  readonly refused?: readonly AddressCategory[];
}

/** MetricProfile is a choice among metrics by their names: what is included is shown, whatever else is said; what is excluded is not. */
export interface MetricProfile {
  readonly base: 'all' | 'basic' | 'none';
  readonly include: readonly NameSelector[];
  readonly exclude: readonly NameSelector[];
}

export interface NameSelector {
  readonly type: 'Prefix' | 'Regex' | 'Exact' | 'Contains';
  readonly match: string;
}

/** MetricsApplication is where an application shows its metrics. */
export interface MetricsApplication {
  /** By which its metrics are told from equal ones. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly path: string;
}

/** writeMergedPage makes a text of it that can be a header. */
export function writeMergedPage(page: MergedPage): string {
  return Buffer.from(JSON.stringify(page)).toString('base64url');
}

/** readMergedPage reads it; undefined where it is none. */
export function readMergedPage(text: string): MergedPage | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    // Nobody but the proxy's own listener can send one: it is as it was written.
    return isMap(read) && Array.isArray(read.applications) ? (read as unknown as MergedPage) : undefined;
  } catch {
    return undefined;
  }
}
