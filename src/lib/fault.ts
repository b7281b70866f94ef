/**
 * FaultCode is the closed set of what can go wrong outside the user's resources. Each code says who can fix it.
 *
 * - `input`: what the user gave (a file, a value) cannot be used. Exit code 1.
 * - `usage`: flags or arguments contradict each other or are unknown. Exit code 2.
 * - `environment`: the machine lacks something or refuses it (a port in use, no rights, a missing program). Exit code 3.
 */
export type FaultCode = 'input' | 'usage' | 'environment';

const exitCodes = { input: 1, usage: 2, environment: 3 } as const satisfies Record<FaultCode, number>;

/** Fault is an operational error whose message a person can act on; it is printed without a stack trace. */
export class Fault extends Error {
  override readonly name = 'Fault';
  readonly code: FaultCode;
  constructor(code: FaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
  get exitCode(): number {
    return exitCodes[this.code];
  }
}

/** isFault tells faults from bugs. It compares names, so that it works across bundles. */
export function isFault(error: unknown): error is Fault {
  return error instanceof Error && error.name === 'Fault';
}
