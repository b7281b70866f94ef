import type { Answering, Closing, Walk } from '#walk';
import type { ExplainedOutcome } from './request-explanation.ts';

/** outcomeWords says how a walk ends. */
export function outcomeWords({ outcome, filters }: Walk): ExplainedOutcome {
  const depends = filters.some(({ judgement }) => judgement.kind === 'depends');
  switch (outcome.kind) {
    case 'refused':
      return { kind: 'refused', depends, why: 'nothing listens there' };
    case 'closed':
      return { kind: 'closed', depends, why: `the connection is closed: ${closings[outcome.because]}` };
    case 'taken':
      return {
        kind: 'taken',
        depends,
        why: 'the listener speaks HTTP: ask about a request (http://, https://)',
      };
    case 'passed-on':
      return { kind: 'passed-on', depends, why: 'what is said goes to a backend as it is' };
    case 'forwarded':
      return { kind: 'forwarded', depends, why: 'a backend answers it' };
    case 'answered': {
      const { status, because, location, grpcStatus, insteadOf } = outcome;
      const last = filters.at(-1)?.judgement;
      const own = because === 'filter' && last !== undefined ? last.why : answers[because];
      const why = insteadOf === undefined ? own : `${own}, which would be ${insteadOf} but for an override`;
      return {
        kind: 'answered',
        status,
        ...(location === undefined ? {} : { location }),
        ...(grpcStatus === undefined ? {} : { grpcStatus }),
        depends,
        why,
      };
    }
  }
}

const closings: Readonly<Record<Closing, string>> = {
  'server-name': 'no listener of the port has the server name that it asks for',
  plain: 'the port speaks TLS',
  tls: 'the port does not speak TLS',
  'no-route': 'no route takes it, or the one that does leads nowhere',
};

const answers: Readonly<Record<Answering, string>> = {
  path: 'its path is not in the form that the listener wants',
  header: 'a name of a header holds an underscore',
  client: "the header with the client's address is missing",
  health: 'the listener itself says that it is up',
  upgrade: 'the route does not turn connections to this protocol',
  host: 'no listener and no route of the port has this host',
  misdirected: 'its host belongs to another listener than its server name',
  match: 'no rule takes it',
  filter: 'a filter answers it',
  redirect: 'the rule redirects it',
  rule: 'the rule answers it itself',
  failure: 'the rule cannot be served as it is written',
};
