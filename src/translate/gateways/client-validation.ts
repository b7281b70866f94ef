import type { Finding } from '#lib/finding.ts';
import type { ClientValidation, Verdicts } from '#model';
import { type Gateway, type GatewaySpec, gatewayApiGroup, type ObjectReference } from '#resources';
import {
  type AuthorityContext,
  type AuthorityProblem,
  resolveAuthority,
  togetherAsPem,
} from '../authorities.ts';
import { holds } from '../verdict.ts';
import type { ListenerProblem } from './listener-problem.ts';

type Validation = NonNullable<
  NonNullable<NonNullable<GatewaySpec['tls']>['frontend']>['default']['validation']
>;

/**
 * ResolvedValidation is what a listener asks of its clients. Without `clients` there is nothing to verify them by, and the
 * listener must not be in force: it would let everybody in.
 */
export interface ResolvedValidation {
  readonly clients?: ClientValidation;
  /** What is wrong with its references; the first is the listener's `ResolvedRefs`. */
  readonly problems: readonly ListenerProblem[];
}

/** Frontend is `spec.tls.frontend` of a gateway, resolved once for all of its listeners. */
export interface Frontend {
  /** What HTTPS listeners of a port ask of their clients; undefined where they ask nothing. */
  validation(port: number): ResolvedValidation | undefined;
  readonly findings: readonly Finding[];
  /** Conditions of the gateway that come from it. */
  readonly verdicts: Verdicts;
}

const insecure: Verdicts = {
  InsecureFrontendValidationMode: holds(
    'ConfigurationChanged',
    'Clients that nobody vouches for are let in as well (spec.tls.frontend, mode AllowInsecureFallback)',
  ),
};

/** resolveFrontend reads how a gateway verifies its clients: per port, and in one way at all other ports. */
export function resolveFrontend(gateway: Gateway, context: AuthorityContext): Frontend {
  const { default: otherwise, perPort = [] } = gateway.spec.tls?.frontend ?? {};
  const at = 'spec.tls.frontend';
  const general = resolve(gateway, otherwise?.validation, `${at}.default`, context);
  const ports = new Map(
    perPort.map(({ port, tls }, i) => [
      port,
      resolve(gateway, tls.validation, `${at}.perPort[${i}].tls`, context),
    ]),
  );
  const isInsecure = [otherwise, ...perPort.map(({ tls }) => tls)].some(
    one => one?.validation?.mode === 'AllowInsecureFallback',
  );
  const problems = [general, ...ports.values()].flatMap(v => v?.problems ?? []);
  return {
    validation: port => (ports.has(port) ? ports.get(port) : general),
    findings: problems.map(problem => ({ severity: 'error', ...problem, ref: gateway.ref })),
    verdicts: isInsecure ? insecure : {},
  };
}

function resolve(
  gateway: Gateway,
  validation: Validation | undefined,
  at: string,
  context: AuthorityContext,
): ResolvedValidation | undefined {
  if (validation === undefined) return undefined;
  const found = validation.caCertificateRefs.map((ref, i) =>
    authority(gateway, ref, `${at}.validation.caCertificateRefs[${i}]`, context),
  );
  const pems = found.flatMap(f => ('pem' in f ? [f.pem] : []));
  const problems = found.flatMap(f => ('pem' in f ? [] : [f]));
  if (pems.length === 0) return { problems };
  const required = validation.mode === 'AllowValidOnly';
  return { clients: { authorities: togetherAsPem(pems), required }, problems };
}

const reasons: Readonly<Record<AuthorityProblem['kind'], string>> = {
  kind: 'InvalidCACertificateKind',
  grant: 'RefNotPermitted',
  missing: 'InvalidCACertificateRef',
};

function authority(
  { ref: { namespace } }: Gateway,
  ref: ObjectReference,
  path: string,
  context: AuthorityContext,
): { readonly pem: string } | ListenerProblem {
  const referrer = { group: gatewayApiGroup, kind: 'Gateway', namespace };
  const found = resolveAuthority(ref, referrer, context, { called: 'authorities' });
  return 'pem' in found ? found : { reason: reasons[found.kind], message: found.message, path };
}
