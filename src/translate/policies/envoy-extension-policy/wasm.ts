import { resourceKey } from '#lib/resource-ref.ts';
import type { Backend, ProgramWant, Wasm } from '#model';
import type { EnvoyExtensionPolicy } from '#resources';
import { resolveAuthority } from '../../authorities.ts';
import { knownOf } from '../../known.ts';
import { calledHost } from '../called-service.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';

type Written = NonNullable<EnvoyExtensionPolicy['spec']['wasm']>[number];
type Found = { readonly want?: ProgramWant } & (
  | { readonly program: Wasm; readonly host: readonly Backend[]; readonly warning?: Warning }
  | { readonly problem: SectionProblem }
);
type Warning = NonNullable<Section['warnings']>[number];

/** wasmSection reads the programs, and finds the hosts that they are fetched from. */
export function wasmSection(
  written: readonly Written[],
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): Section {
  const found = written.map((one, i) => programOf(one, `spec.wasm[${i}]`, policy, context));
  const problems = found.flatMap(one => ('problem' in one ? [one.problem] : []));
  const wants = found.flatMap(one => one.want ?? []);
  const wanted = wants.length === 0 ? {} : { wants };
  if (problems.length > 0) return { ...brokenSection(...problems), ...wanted };
  const usable = found.flatMap(one => ('problem' in one ? [] : [one]));
  const value = usable.map(({ program }) => program);
  return {
    ...sectionOf({ wasm: { owner: resourceKey(policy.ref), value } }),
    hosts: usable.flatMap(({ host }) => host),
    ...wanted,
    warnings: usable.flatMap(({ warning }) => warning ?? []),
  };
}

function programOf(
  { name = '', rootID = '', code, config, failOpen, env }: Written,
  path: string,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): Found {
  const at = `${path}.code`;
  const refuse = (reason: SectionProblem['reason'], message: string, path: string): Found => ({
    problem: { reason, message, path },
  });
  const { type, http, image } = code;
  if (image !== undefined || type === 'Image') {
    const message =
      'is not served: proxies pull no images. Write type HTTP, with the url of its layer or of a copy';
    return refuse('UnsupportedValue', message, `${at}.image`);
  }
  if (http === undefined) return refuse('Invalid', 'is required where the type is HTTP', `${at}.http`);
  const { url, sha256, tls } = http;
  const roots = tls && resolveAuthority(tls.caCertificateRef, policy.ref, context);
  if (roots !== undefined && 'message' in roots)
    return refuse('Invalid', roots.message, `${at}.http.tls.caCertificateRef`);
  const called = calledHost(url, `${at}.http.url`, policy, context, roots?.pem);
  if ('problem' in called) return called;
  const known = sha256 === undefined ? hashOf(url, roots?.pem, `${at}.http`, context) : { sha256 };
  if ('problem' in known) return known;
  return {
    ...(known.want === undefined ? {} : { want: known.want }),
    ...(known.warning === undefined ? {} : { warning: known.warning }),
    program: {
      name,
      rootId: rootID,
      url,
      from: called.use,
      sha256: known.sha256.toLowerCase(),
      ...(config === undefined ? {} : { configuration: config }),
      environment: env?.hostKeys ?? [],
      failsOpen: failOpen,
    },
    host: called.host === undefined ? [] : [called.host],
  };
}

type Hash = { readonly want?: ProgramWant } & (
  | { readonly sha256: string; readonly warning?: Warning }
  | { readonly problem: SectionProblem }
);

/**
 * Proxies fetch no program whose hash they do not know: where none is written, the control plane reads the program to find
 * it.
 */
function hashOf(url: string, roots: string | undefined, path: string, context: PolicyContext): Hash {
  const want: ProgramWant = { kind: 'program', url, ...(roots === undefined ? {} : { roots }) };
  const { answer, error } = knownOf(want, context.discovered, context.track);
  const at = `${path}.url`;
  if (answer === undefined) {
    const problem: SectionProblem =
      error === undefined
        ? { reason: 'Pending', message: 'is being read, to know what proxies must fetch', path: at }
        : { reason: 'Invalid', message: `could not be read (${error})`, path: at };
    return { want, problem };
  }
  const message = `could not be read again (${error}); what it last was is run`;
  const { sha256 } = answer;
  return {
    want,
    sha256,
    ...(error === undefined ? {} : { warning: { reason: 'NotAsked', message, path: at } }),
  };
}
