import { type ListenerFacets, mergeFacets } from '#model';
import type { AnyPolicy, WrittenHttpSettings } from '#resources';
import { fails } from '../../verdict.ts';
import type { CallContext, PolicyMeaning } from '../policy-kind.ts';
import { acceptedReason, type SectionProblem } from '../section-problem.ts';
import { httpFacetsOf, httpMistakes, httpWarnings } from './http-settings.ts';
import { telemetryOf } from './listener-telemetry.ts';

/** Listening is the settings of listeners as translated. */
export interface Listening {
  readonly facets: ListenerFacets;
  /** What cannot be used, and without which no listener may listen. */
  readonly mistakes: readonly SectionProblem[];
  /** What cannot be used, and is left out. */
  readonly problems: readonly SectionProblem[];
  readonly warnings: readonly SectionProblem[];
}

/** httpListening reads the HTTP settings at the path `at`. */
export function httpListening(
  written: WrittenHttpSettings,
  at: string,
  policy: Pick<AnyPolicy, 'ref'>,
  context: CallContext,
): Listening {
  const { facets, problems } = telemetryOf(written, at, policy, context);
  return {
    facets: mergeFacets(httpFacetsOf(written), facets),
    mistakes: httpMistakes(written, at),
    problems,
    warnings: httpWarnings(written, at),
  };
}

/** listeningMeaning is the meaning of a policy with these settings: `general` holds for all ports but those in `ofPorts`. */
export function listeningMeaning(
  general: Listening,
  ofPorts: Readonly<Record<number, Listening>> = {},
): PolicyMeaning {
  const all = [general, ...Object.values(ofPorts)];
  const mistakes = all.flatMap(one => one.mistakes);
  const problems = all.flatMap(one => one.problems);
  const [first] = [...mistakes, ...problems];
  const said = [...mistakes, ...problems].map(({ path, message }) => `${path} ${message}`).join('; ');
  const until = mistakes.length > 0 ? 'nothing listens until then' : 'without that, the policy is in force';
  const listener = ({ facets, mistakes }: Listening): ListenerFacets =>
    mistakes.length > 0 ? { withheld: {} } : facets;
  const ports = Object.entries(ofPorts).map(([port, one]) => [port, listener(one)] as const);
  return {
    listener: listener(general),
    ...(ports.length === 0 ? {} : { listenerOfPorts: Object.fromEntries(ports) }),
    ...(first === undefined ? {} : { refused: fails(acceptedReason(first), `${said}; ${until}`) }),
    findings: [
      ...mistakes.map(
        one =>
          ({ severity: 'error', ...one, message: `${one.message}; nothing listens until then` }) as const,
      ),
      ...problems.map(
        one => ({ severity: 'error', ...one, message: `${one.message}; it is left out` }) as const,
      ),
      ...all.flatMap(one => one.warnings).map(one => ({ severity: 'warning', ...one }) as const),
    ],
  };
}
