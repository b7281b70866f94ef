import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { decide } from './decide.ts';
import type { Plan } from './plan.ts';
import { makeProgram } from './program.ts';

/** Addresses for documentation (RFC 5737): nobody answers there, so whoever does answer is the proxy's port. */
const nowhere = '192.0.2.1';
const patience = 1000;

/** ProbeResult is whether a real connection went where the plan sends it. */
export type ProbeResult =
  | { readonly kind: 'redirected' }
  | { readonly kind: 'unproved'; readonly reason: string }
  | { readonly kind: 'slipped'; readonly reason: string };

/**
 * probe opens one connection that the plan redirects, and looks where it went. Reading rules back proves that they are
 * there; only this proves that the kernel follows them and that no foreign rule gets to the connection first.
 */
export async function probe(plan: Plan): Promise<ProbeResult> {
  if (plan.outbound === undefined) return { kind: 'unproved', reason: 'outbound traffic is not redirected' };
  const port = probePort(plan);
  if (port === undefined) return { kind: 'unproved', reason: 'connections of this user are not redirected' };
  const { outcome, from } = await attempt(port);
  const seen = destinationInConntrack(from);
  if (/^E(NET|HOST)UNREACH|^EADDRNOTAVAIL/.test(outcome))
    return { kind: 'unproved', reason: 'this host has no route to anywhere' };
  if (seen !== undefined) {
    return seen === plan.outbound.port
      ? { kind: 'redirected' }
      : {
          kind: 'slipped',
          reason: `a probe connection went to port ${seen}, not to ${plan.outbound.port}: another rule redirects it first`,
        };
  }
  return outcome === 'connected' || outcome === 'ECONNREFUSED'
    ? { kind: 'redirected' }
    : {
        kind: 'slipped',
        reason: `a probe connection was not redirected to port ${plan.outbound.port} (${outcome})`,
      };
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

/** The local port is chosen here: conntrack may still hold the entries of earlier probes. */
function attempt(port: number): Promise<{ readonly outcome: string; readonly from: number }> {
  const from = randomInt(33_000, 60_000);
  return new Promise(resolve => {
    const socket = connect({ host: nowhere, port, localPort: from });
    const end = (outcome: string) => {
      socket.resetAndDestroy();
      resolve(outcome === 'EADDRINUSE' ? attempt(port) : { outcome, from });
    };
    socket.setTimeout(patience, () => end(`no answer within ${patience} ms`));
    socket.on('connect', () => end('connected'));
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

/** Where conntrack says that our connection went; undefined where the kernel does not tell. */
function destinationInConntrack(from: number): number | undefined {
  try {
    const entries = readFileSync('/proc/net/nf_conntrack', 'utf8').split('\n');
    const ours = entries.find(line => line.includes(` dst=${nowhere} `) && line.includes(` sport=${from} `));
    const ports = [...(ours ?? '').matchAll(/ sport=(\d+)/g)].map(match => Number(match[1]));
    return ports[1];
  } catch {
    return undefined;
  }
}
