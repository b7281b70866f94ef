import { type BackendUse, eachUse, type Retries } from '#model';
import type { GatewayExtension } from '#resources';
import { calledService } from '../policies/called-service.ts';
import type { Sharing } from '../policies/called-together.ts';
import { given } from '../policies/given.ts';
import type { CallContext } from '../policies/policy-kind.ts';
import type { SectionProblem } from '../policies/section-problem.ts';

type Spec = GatewayExtension['spec'];

/** WrittenCall is how an extension names a service to call. */
type WrittenCall = Pick<NonNullable<Spec['extProc']>['grpcService'], 'backendRef' | 'retry' | 'authority'>;

/** CalledByExtension is that service: its use, its authority, and how calls are retried. */
export interface CalledByExtension {
  readonly use: BackendUse;
  readonly authority: string;
  readonly retries?: Retries;
}

/** calledByExtension finds the service that an extension names at `path`. */
export function calledByExtension(
  written: WrittenCall,
  path: string,
  extension: Pick<GatewayExtension, 'ref'>,
  context: CallContext,
  sharing?: Sharing,
): CalledByExtension | { readonly problem: SectionProblem } {
  const { backendRef, retry } = written;
  const found = calledService({ backendRef, backendRefs: [] }, path, extension, context, sharing);
  if (found === undefined) throw new Error('one backend was named');
  if ('problem' in found) return found;
  return {
    use: found.use,
    authority: written.authority ?? found.authority,
    ...given({ retries: retry && retriesOf(retry) }),
  };
}

/** calledByGrpc does the same for a service of gRPC: it is called by HTTP/2, whatever else its backend is used for. */
export function calledByGrpc(
  written: WrittenCall,
  path: string,
  extension: Pick<GatewayExtension, 'ref'>,
  context: CallContext,
): CalledByExtension | { readonly problem: SectionProblem } {
  const found = calledByExtension(written, path, extension, context);
  return 'problem' in found ? found : { ...found, use: eachUse(found.use, { protocol: 'http2' }) };
}

function retriesOf({ attempts, backoff }: NonNullable<WrittenCall['retry']>): Retries {
  const { baseInterval: base, maxInterval: max } = backoff ?? {};
  return { attempts, ...(base === undefined ? {} : { backOff: { base, ...given({ max }) } }) };
}
