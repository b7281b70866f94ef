import { localZone, parseResourceKey } from '#lib/resource-ref.ts';
import type { BackendKey, BackendUse, Destination } from '#model';
import type { WalkOutcome } from '#walk';
import { policiesAlong } from '../explain-policy.ts';
import type { ExplainedBackend } from '../explanation.ts';
import type { Inspected } from '../inspected.ts';
import { showBackend } from '../shown-backend.ts';
import { editWords } from './match-words.ts';
import type { ExplainedShare } from './request-explanation.ts';

/** explainShares says where a request goes, and where copies of it go. */
export function explainShares(outcome: WalkOutcome, inspected: Inspected): readonly ExplainedShare[] {
  switch (outcome.kind) {
    case 'forwarded':
      return [
        ...outcome.shares.map(({ destination, of, path, authority }) => ({
          ...shareOf(destination, of, inspected),
          ...(destination.kind === 'backend' ? { path } : {}),
          ...(destination.kind === 'backend' && authority !== undefined ? { host: authority } : {}),
        })),
        ...outcome.mirrors.map(({ use, numerator, denominator }) => ({
          kind: 'copy' as const,
          percent: rounded((numerator * 100) / denominator),
          handling: [],
          ...reached(use, inspected),
        })),
      ];
    case 'passed-on': {
      const destinations = outcome.route.forwarding.destinations.filter(({ weight }) => weight > 0);
      const of = destinations.reduce((sum, { weight }) => sum + weight, 0);
      return destinations.map(destination => shareOf(destination, of, inspected));
    }
    case 'refused':
    case 'closed':
    case 'taken':
    case 'answered':
      return [];
  }
}

function shareOf(destination: Destination, of: number, inspected: Inspected): ExplainedShare {
  const percent = rounded((destination.weight * 100) / of);
  if (destination.kind === 'invalid') {
    return { kind: 'share', percent, handling: [], standIns: [], policies: [] };
  }
  const { requestHeaders, responseHeaders } = destination.edits ?? {};
  const handling = [...editWords('header', requestHeaders), ...editWords("answer's header", responseHeaders)];
  return { kind: 'share', percent, handling, ...reached(destination.use, inspected) };
}

function reached(
  use: BackendUse,
  inspected: Inspected,
): Pick<ExplainedShare, 'target' | 'backend' | 'standIns' | 'policies'> {
  const { backend, failover = [] } = use;
  const found = inspected.backends.get(backend);
  const object = found && parseResourceKey(found.origin);
  return {
    target: targetText(backend),
    ...shown(use, inspected),
    standIns: failover.map(use => ({ target: targetText(use.backend), ...shown(use, inspected) })),
    policies: object === undefined ? [] : policiesAlong([{ object }], inspected),
  };
}

/** A use has a protocol of its own, which may differ from the backend's. */
function shown(
  { backend: key, protocol }: BackendUse,
  { backends }: Inspected,
): { readonly backend?: ExplainedBackend } {
  const backend = backends.get(key);
  return backend === undefined ? {} : { backend: showBackend({ ...backend, protocol }) };
}

/** targetText is the name of a backend for people: `backend/default/shop`, `service/default/web:8080`. */
export function targetText(key: BackendKey): string {
  const [kind = '', zone = '', namespace = '', name = '', port] = key.split('/');
  const [word = ''] = kind.split('.');
  const place = zone === localZone ? [namespace] : [zone, namespace];
  return `${[word, ...place, name].join('/')}${port === undefined ? '' : `:${port}`}`;
}

function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}
