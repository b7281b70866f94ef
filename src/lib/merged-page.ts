import { isMap } from './fields.ts';
import type { AddressCategory } from './ip-address.ts';

/**
 * MergedPage describes a page of metrics that merges those of an Envoy with those of applications beside it. It comes along with
 * each request for the page, so that the process that makes the page needs no other configuration.
 */
export interface MergedPage {
  /** The query with which Envoy's page `/stats/prometheus` is read. */
  readonly query: string;
  /** Which of Envoy's metrics are shown; absent: all. */
  readonly profile?: MetricProfile;
  readonly applications: readonly MetricsApplication[];
  /** Categories of addresses at which no application is asked, whatever its name resolves to. */
  readonly refused?: readonly AddressCategory[];
}

/** MetricProfile selects metrics by name: included ones are shown in any case, excluded ones are not. */
export interface MetricProfile {
  readonly base: 'all' | 'basic' | 'none';
  readonly include: readonly NameSelector[];
  readonly exclude: readonly NameSelector[];
}

export interface NameSelector {
  readonly type: 'Prefix' | 'Regex' | 'Exact' | 'Contains';
  readonly match: string;
}

/** MetricsApplication is the address and path at which an application shows its metrics. */
export interface MetricsApplication {
  /** The name that tells its metrics from equal ones of other applications. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly path: string;
}

/** writeMergedPage encodes a description as the value of a header. */
export function writeMergedPage(page: MergedPage): string {
  return Buffer.from(JSON.stringify(page)).toString('base64url');
}

/** readMergedPage decodes it; undefined where the text is none. */
export function readMergedPage(text: string): MergedPage | undefined {
  try {
    const read: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    // Only the proxy's own listener can send one, so its contents need no validation.
    return isMap(read) && Array.isArray(read.applications) ? (read as unknown as MergedPage) : undefined;
  } catch {
    return undefined;
  }
}
