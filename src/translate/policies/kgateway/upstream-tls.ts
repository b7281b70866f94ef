import type { UpstreamTls } from '#model';
import type { BackendConfigPolicy } from '#resources';
import type { BackendProblem } from '../../backends/index.ts';
import { tlsWritten, type WrittenTlsProblem } from '../../backends/kgateway/written-tls.ts';
import { fails } from '../../verdict.ts';
import type { PolicyContext, PolicyMeaning } from '../policy-kind.ts';

type Written = NonNullable<BackendConfigPolicy['spec']['tls']>;

/** tlsMeaning reads how the policy has a backend verified; or that it must not be used, as that cannot be done as written. */
export function tlsMeaning(
  written: Written,
  policy: BackendConfigPolicy,
  context: PolicyContext,
): PolicyMeaning {
  const { ref } = policy;
  const found = tlsOf(written, policy, context);
  if (!('message' in found)) return { tls: found };
  const { message, ...where } = found;
  const said = `${message}; the backend is sent nothing until then`;
  return {
    tls: unusable(ref, `cannot be met: ${where.path} ${message}`),
    refused: fails('Invalid', `${where.path} ${said}`),
    findings: [{ severity: 'error', message: said, ...where }],
  };
}

function unusable(ref: BackendConfigPolicy['ref'], why: string): BackendProblem {
  const message = `BackendConfigPolicy ${ref.namespace}/${ref.name} ${why}`;
  return { reason: 'InvalidBackendTLS', message, cause: ref };
}

function tlsOf(
  written: Written,
  policy: BackendConfigPolicy,
  context: PolicyContext,
): UpstreamTls | WrittenTlsProblem {
  if (written.files !== undefined) {
    const message = 'is not served: write the same into a Secret, and name it in secretRef';
    return { reason: 'UnsupportedValue', message, path: 'spec.tls.files' };
  }
  return tlsWritten(written, 'spec.tls', { kind: 'endpoint' }, policy, context);
}
