import type { Copies, Edits, HashKey, RouteFacets, Traces } from '#model';
import type { RouteOption } from '#resources';
import { replacementProblem } from '../routes/extension.ts';
import { given, unlessEmpty } from './given.ts';
import {
  headerEditsOf,
  invalidOption,
  problemSections,
  requestFacetsOf,
  restrictionSections,
} from './gloo/request-options.ts';
import { protocolsOf } from './gloo/upgrade-options.ts';
import type { PolicyContext, PolicyKind } from './policy-kind.ts';
import { meaningOf, notServed, type Section } from './section.ts';

type Options = NonNullable<RouteOption['spec']['options']>;
type Written<Name extends keyof Options> = NonNullable<Options[Name]>;

/** RouteOption of gloo: what is done with the requests of a route, or of the one rule that names it. */
export const routeOption: PolicyKind<RouteOption> = {
  id: 'gloo/RouteOption',
  group: 'gateway.solo.io',
  kind: 'RouteOption',
  targets: ['route'],
  guards: 'requests',
  isTogether: true,
  requestSettings: () =>
    ({
      copies: 'options.shadowing',
      cors: 'options.cors',
      edits: 'options.headerManipulation',
      faults: 'options.faults',
      hashing: 'options.lbHash',
      requestBuffer: 'options.bufferPerRoute',
      retries: 'options.retries',
      timeouts: 'options.timeout',
      traces: 'options.tracing',
      upgrades: 'options.upgrades',
    }) satisfies Partial<Record<keyof RouteFacets, string>>,
  translate(policy, context) {
    const { options } = policy.spec;
    if (options === undefined) return { route: {} };
    const edits = editsOf(options);
    const copies = options.shadowing && copiesOf(options.shadowing, policy, context);
    const { route, ...said } = meaningOf([
      ...restrictionSections(options),
      ...(options.jwtProvidersStaged === undefined ? [] : [notServed('spec.options.jwtProvidersStaged')]),
      ...problemSections(options, edits),
      ...replacementSections(options),
    ]);
    if (route?.withheld !== undefined) return { route, ...said };
    return {
      ...said,
      route: {
        ...requestFacetsOf(options),
        ...facetsOf(options),
        ...given({
          edits: unlessEmpty(edits),
          copies: copies !== undefined && 'mirrors' in copies ? copies : undefined,
        }),
      },
      findings: [
        ...(said.findings ?? []),
        // Copies are no reason to refuse requests: the client does not wait for them.
        ...(copies !== undefined && 'message' in copies
          ? [{ severity: 'error', reason: 'Invalid', ...copies } as const]
          : []),
      ],
    };
  },
};

function facetsOf(options: Options): RouteFacets {
  const { faults, idleTimeout, lbHash, maxStreamDuration: longest, timeout, tracing, upgrades } = options;
  return given({
    faults: faults && unlessEmpty(faultsOf(faults)),
    hashing: lbHash && { keys: lbHash.hashPolicies.flatMap(keyOf) },
    timeouts: unlessEmpty(
      given({
        request: timeout,
        streamIdle: idleTimeout,
        stream: longest?.maxStreamDuration,
        ofCaller:
          longest &&
          unlessEmpty(given({ most: longest.grpcTimeoutHeaderMax, less: longest.grpcTimeoutHeaderOffset })),
      }),
    ),
    traces: tracing && tracesOf(tracing),
    upgrades: upgrades && { protocols: protocolsOf(upgrades) },
  });
}

function faultsOf({ delay, abort }: Written<'faults'>): NonNullable<RouteFacets['faults']> {
  return given({
    delay: delay && { time: delay.fixedDelay, percent: delay.percentage },
    abort: abort && { kind: 'http' as const, status: abort.httpStatus, percent: abort.percentage },
  });
}

function tracesOf({ routeDescriptor: spanName, tracePercentages }: Written<'tracing'>): Traces {
  const { clientSamplePercentage, randomSamplePercentage, overallSamplePercentage } = tracePercentages ?? {};
  return {
    tags: {},
    ...given({
      spanName,
      clientShare: clientSamplePercentage,
      share: randomSamplePercentage,
      totalShare: overallSamplePercentage,
    }),
  };
}

/** The copies go to an Upstream. Where that cannot be used, the reason is reported, and no copies are made. */
function copiesOf(
  { upstream: { name, namespace }, percentage }: Written<'shadowing'>,
  { ref }: RouteOption,
  { resolve }: PolicyContext,
): Copies | { readonly message: string; readonly path: string } {
  const backend = { group: 'gloo.solo.io', kind: 'Upstream', name, ...given({ namespace }) };
  const { use, problem } = resolve(backend, ref);
  if (use === undefined) {
    const message = `${problem?.message ?? 'was not found'}; nobody gets copies until then`;
    return { message, path: 'spec.options.shadowing.upstream' };
  }
  return { mirrors: [{ use, numerator: percentage, denominator: 100 }] };
}

function keyOf(written: Written<'lbHash'>['hashPolicies'][number]): readonly HashKey[] {
  const { header, cookie, sourceIp, terminal } = written;
  const last = terminal ? { isLast: true } : {};
  if (header !== undefined) return [{ kind: 'header', name: header.toLowerCase(), ...last }];
  if (cookie !== undefined) {
    const { name, ttl, path } = cookie;
    return [{ kind: 'cookie', name, ...given({ ttl, path }), attributes: [], ...last }];
  }
  return sourceIp ? [{ kind: 'source-ip', ...last }] : [];
}

function editsOf(options: Options): Edits {
  const { prefixRewrite, regexRewrite } = options;
  const path = regexRewrite && { kind: 'pattern' as const, ...replacementOf(regexRewrite) };
  return {
    ...headerEditsOf(options),
    ...given({
      host: hostOf(options),
      path: prefixRewrite === undefined ? path : { kind: 'prefix' as const, value: prefixRewrite },
    }),
  };
}

function replacementOf({ pattern: { regex: pattern }, substitution }: Written<'regexRewrite'>) {
  return { pattern, substitution };
}

function hostOf(options: Options): Edits['host'] {
  const { hostRewrite, autoHostRewrite, hostRewriteHeader, hostRewritePathRegex } = options;
  const { appendXForwardedHost: isToldOf } = options;
  if (hostRewrite !== undefined) return { kind: 'name', name: hostRewrite, isToldOf };
  if (hostRewriteHeader !== undefined)
    return { kind: 'header', name: hostRewriteHeader.toLowerCase(), isToldOf };
  if (hostRewritePathRegex !== undefined)
    return { kind: 'path', ...replacementOf(hostRewritePathRegex), isToldOf };
  return autoHostRewrite ? { kind: 'endpoint', isToldOf } : undefined;
}

function replacementSections({ regexRewrite, hostRewritePathRegex }: Options): readonly Section[] {
  return Object.entries({ regexRewrite, hostRewritePathRegex }).flatMap(([name, written]) => {
    const message = written && replacementProblem(replacementOf(written))?.message;
    return message === undefined ? [] : [invalidOption(message, name)];
  });
}
