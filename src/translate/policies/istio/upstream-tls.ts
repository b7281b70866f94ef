import type { ResourceKey, ResourceRef } from '#lib/resource-ref.ts';
import type { UpstreamTls, UpstreamTrust } from '#model';
import type { DestinationRule, WrittenIstioTls } from '#resources';
import { resolveAuthority, togetherAsPem } from '../../authorities.ts';
import type { BackendProblem } from '../../backends/index.ts';
import { resolveKeyPair } from '../../key-pair.ts';
import { secretOf } from '../../secret-ref.ts';
import { fails } from '../../verdict.ts';
import { given } from '../given.ts';
import type { PolicyContext, PolicyMeaning } from '../policy-kind.ts';

/** istioTls reads how a rule has its destination verified; or that it must not be used, as that cannot be done as written. */
export function istioTls(
  written: WrittenIstioTls,
  path: string,
  policy: DestinationRule,
  context: PolicyContext,
): PolicyMeaning {
  const found = tlsOf(written, policy, context);
  if (!('message' in found)) return { tls: found };
  const at = `${path}.${found.field}`;
  const said = `${found.message}; the destination is sent nothing until then`;
  return {
    tls: unusable(policy.ref, `cannot be met: ${at} ${found.message}`),
    refused: fails('Invalid', `${at} ${said}`),
    findings: [{ severity: 'error', reason: found.reason, message: said, path: at }],
  };
}

function unusable(ref: ResourceRef, why: string): BackendProblem {
  const message = `DestinationRule ${ref.namespace}/${ref.name} ${why}`;
  return { reason: 'InvalidBackendTLS', message, cause: ref };
}

interface Problem {
  readonly reason: string;
  readonly message: string;
  readonly field: keyof WrittenIstioTls;
}

const files = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl'] as const;

function tlsOf(
  written: WrittenIstioTls,
  policy: DestinationRule,
  context: PolicyContext,
): UpstreamTls | Problem {
  const reason = 'UnsupportedValue';
  if (written.mode === 'ISTIO_MUTUAL')
    return {
      reason,
      message:
        'ISTIO_MUTUAL is not served: there is no identity of Istio here. Write MUTUAL and credentialName, the name of a Secret with a client certificate, or SIMPLE where the destination asks for none',
      field: 'mode',
    };
  const file = files.find(field => written[field] !== undefined && written[field] !== 'system');
  if (file !== undefined) {
    const message =
      'names a file, which is not served: write it into a Secret, and name that in credentialName';
    return { reason, message, field: file };
  }
  const { credentialName, subjectAltNames, sni, insecureSkipVerify } = written;
  const held = credentialName === undefined ? {} : heldBy(credentialName, written, policy, context);
  if ('message' in held) return held;
  return {
    trust: trustOf(insecureSkipVerify, held.pem),
    serverName: sni === undefined ? { kind: 'host' } : { kind: 'fixed', name: sni },
    ...given({
      subjectAltNames:
        subjectAltNames.length === 0
          ? undefined
          : subjectAltNames.map(value => ({ kind: 'any', value }) as const),
      clientCertificate: held.key,
    }),
  };
}

interface Held {
  readonly pem?: string;
  readonly key?: ResourceKey;
}

/**
 * A Secret holds the authorities to trust, and the key pair of the client; the authorities may also be in a second Secret
 * beside it.
 */
function heldBy(
  name: string,
  { mode }: WrittenIstioTls,
  policy: DestinationRule,
  context: PolicyContext,
): Held | Problem {
  const field = 'credentialName';
  const wrong = (message: string): Problem => ({ reason: 'Invalid', message, field });
  const named = { group: '', kind: 'Secret', name };
  const beside = { ...named, name: `${name}-cacert` };
  const found = secretOf(named, field, policy, context);
  const besideIt = secretOf(beside, field, policy, context);
  if ('problem' in found && ('problem' in besideIt || mode === 'MUTUAL')) return wrong(found.problem.message);
  const holders = [found, besideIt].flatMap(one => ('secret' in one ? [one.secret] : []));
  const authority = holders.find(
    ({ spec: { data } }) => data['ca.crt'] !== undefined || Object.keys(data).length === 1,
  );
  if (authority === undefined && mode !== 'MUTUAL')
    return wrong(`names Secret ${policy.ref.namespace}/${name}, which has no ca.crt`);
  const pem = authority && resolveAuthority({ ...named, name: authority.ref.name }, policy.ref, context);
  if (pem !== undefined && 'message' in pem) return wrong(`names ${pem.message}`);
  if (mode !== 'MUTUAL') return given({ pem: pem?.pem });
  const pair = resolveKeyPair(field, named, policy.ref, context);
  if (pair.problem !== undefined) return wrong(`names ${pair.problem.message}`);
  return given({ pem: pem?.pem, key: pair.key });
}

/** Where no authorities are written, the system's are trusted: verification is off only where that is written. */
function trustOf(isAnybody: boolean, pem: string | undefined): UpstreamTrust {
  if (isAnybody) return { kind: 'unverified' };
  return pem === undefined ? { kind: 'system-roots' } : { kind: 'authorities', pem: togetherAsPem([pem]) };
}
