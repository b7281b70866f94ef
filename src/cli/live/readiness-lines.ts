import { displayRef, parseResourceKey } from '#lib/resource-ref.ts';
import type { Status } from '#status';
import type { Sign } from './sign.ts';

/**
 * followReadiness reports when a backend loses its last healthy endpoint, and when it has one again. The function that it
 * returns ends that.
 */
export function followReadiness(
  { readiness }: Pick<Status, 'readiness'>,
  say: (sign: Sign, text: string) => void,
): () => void {
  if (readiness === undefined) return () => {};
  /** Backends that were reported as having no endpoint left. */
  const down = new Set<string>();
  return readiness.subscribe(changes => {
    for (const { key, after } of changes) {
      const name = displayRef(parseResourceKey(key));
      if (after?.status === 'False' && !down.has(key)) {
        down.add(key);
        say('!', `${name}: nobody to send requests to. ${after.message}`);
      } else if (after?.status === 'True' && down.delete(key)) {
        say('✓', `${name}: there is somebody to send requests to again. ${after.message}`);
      } else if (after === undefined) {
        down.delete(key);
      }
    }
  });
}
