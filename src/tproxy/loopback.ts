import { readFileSync } from 'node:fs';
import { Fault } from '#lib/fault.ts';
import { findProgram, firstLine, run } from './process.ts';
import { passthroughSource } from './program.ts';

/**
 * The proxy hands inbound IPv6 connections on from ::6 and so needs that address on lo. Without it the hand-over fails
 * and the proxy connects to itself, again and again, thousands of times for one connection.
 */

/** hasIpv6 tells whether IPv6 works here at all: the kernel has it and lo has ::1. */
export function hasIpv6(): boolean {
  return addressesOfLo().includes(`${'0'.repeat(31)}1`);
}

/** hasLoopbackSource tells whether ::6 is on lo. */
export function hasLoopbackSource(): boolean {
  return addressesOfLo().includes(`${'0'.repeat(31)}6`);
}

/** addLoopbackSource puts ::6 on lo. */
export async function addLoopbackSource(): Promise<void> {
  await ip('add', 'nodad');
}

/** removeLoopbackSource takes ::6 off lo where it is there. */
export async function removeLoopbackSource(): Promise<void> {
  if (hasLoopbackSource()) await ip('del');
}

async function ip(verb: 'add' | 'del', ...flags: readonly string[]): Promise<void> {
  const program = findProgram('ip');
  if (program === undefined) {
    throw new Fault(
      'environment',
      'the program ip (iproute2) is needed for ::6 on lo: install it, or use --ip-family-mode ipv4',
    );
  }
  const outcome = await run(program, [
    '-6',
    'address',
    verb,
    `${passthroughSource[6]}/128`,
    'dev',
    'lo',
    ...flags,
  ]);
  if (outcome.code !== 0) {
    throw new Fault(
      'environment',
      `cannot ${verb} ::6 on lo: ${firstLine(outcome.stderr)}; --ip-family-mode ipv4 does without`,
    );
  }
}

function addressesOfLo(): readonly string[] {
  return readIfThere('/proc/net/if_inet6')
    .split('\n')
    .filter(line => /\slo$/.test(line))
    .map(line => line.slice(0, 32));
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // A kernel without IPv6 has no such file.
    return '';
  }
}
