import { connect } from 'node:net';
import type { Backend } from './backend.ts';
import { decide } from './decide.ts';
import type { Plan } from './plan.ts';
import { makeProgram } from './program.ts';

/** An address for documentation (RFC 5737): whoever has it does not mind a connection that is given up at once. */
const nowhere = '192.0.2.1';
const patience = 1000;

/** ProbeResult is whether a real connection went where the plan sends it. */
export type ProbeResult =
  | { readonly kind: 'redirected' }
  | { readonly kind: 'unproved'; readonly reason: string }
  | { readonly kind: 'slipped'; readonly reason: string };

/**
 * Gate is rules of ours by which a connection may come: those of the plan, and for a moment also those of another
 * backend that they are about to replace.
 */
export interface Gate {
  readonly backend: Backend;
  readonly port: number;
}

/**
 * probe opens one connection that the plan redirects, and checks in the rules' counters that it passed them. Reading rules
 * back proves that they exist; only this proves that the kernel follows them and that no foreign rule is faster.
 */
export async function probe(plan: Plan, gates: readonly Gate[]): Promise<ProbeResult> {
  if (plan.outbound === undefined) return { kind: 'unproved', reason: 'outbound traffic is not redirected' };
  const port = probePort(plan);
  if (port === undefined) return { kind: 'unproved', reason: 'connections of this user are not redirected' };
  const before = await passedBy(gates);
  const outcome = await (gates[0]?.backend.attempt ?? attempt)(port);
  if ((await passedBy(gates)) > before) return { kind: 'redirected' };
  // The connection was refused ahead of the rules: no route, or a foreign rule that drops or prohibits it. That says nothing
  // about ours.
  if (!/^(connected|ECONNREFUSED|no answer)/.test(outcome)) {
    return { kind: 'unproved', reason: `this host lets no connection out to ${nowhere} (${outcome})` };
  }
  return {
    kind: 'slipped',
    reason: `a probe connection did not come by the rules (${outcome}): another rule takes it first`,
  };
}

async function passedBy(gates: readonly Gate[]): Promise<number> {
  const counts = await Promise.all(gates.map(({ backend, port }) => backend.redirected(port)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** A port that the plan redirects for us, whatever interface the connection would leave by. */
function probePort(plan: Plan): number | undefined {
  const { include, exclude } = plan.outbound ?? {};
  if ((include?.interfaces.length ?? 0) + (exclude?.interfaces.length ?? 0) > 0) return undefined;
  const program = makeProgram(plan);
  const user = process.geteuid?.() ?? 0;
  const candidates = [...(include?.ports ?? []).map(({ first }) => first), 80, 443, 8080, 65_432];
  return candidates.find(
    destinationPort =>
      decide(program, {
        side: 'output',
        protocol: 'tcp',
        source: '192.0.2.2',
        destination: nowhere,
        sourcePort: 50_000,
        destinationPort,
        interface: 'eth0',
        user,
        opens: true,
      }) === plan.outbound?.port,
  );
}

function attempt(port: number): Promise<string> {
  return new Promise(resolve => {
    const socket = connect({ host: nowhere, port });
    const end = (outcome: string) => {
      socket.resetAndDestroy();
      resolve(outcome);
    };
    socket.setTimeout(patience, () => end(`no answer within ${patience} ms`));
    socket.on('connect', () => end('connected'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}
