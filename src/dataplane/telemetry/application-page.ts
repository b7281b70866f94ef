import { request } from 'node:http';
import { bounded, wholeText } from '#lib/bounded.ts';
import type { MetricsApplication } from '#lib/merged-page.ts';
import { type Guarded, isGuarded, lookupOutside } from './outside.ts';

/** ms that an application has to send its page. */
const patience = 3_000;

/**
 * applicationPage asks an application for its page of metrics; undefined where none comes in time, or it has more than
 * `longest` bytes.
 */
export function applicationPage(
  { address, port, path }: MetricsApplication,
  longest: number,
  guarded?: Guarded,
): Promise<string | undefined> {
  return new Promise(resolve => {
    if (isGuarded(address, guarded)) return resolve(undefined);
    const signal = AbortSignal.timeout(patience);
    const headers = { accept: 'text/plain;version=0.0.4', 'accept-encoding': 'identity' };
    const asked = request(
      { host: address, port, path, headers, agent: false, signal, lookup: lookupOutside(guarded) },
      answer => {
        wholeText(bounded(answer, longest)).then(
          text => resolve(answer.statusCode === 200 ? text : undefined),
          () => resolve(undefined),
        );
      },
    );
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}
