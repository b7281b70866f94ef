import { resourceKey } from '#lib/resource-ref.ts';
import type { Backend, Wasm } from '#model';
import type { EnvoyExtensionPolicy } from '#resources';
import { calledHost } from '../called-service.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, type SectionProblem, sectionOf } from '../section.ts';

type Written = NonNullable<EnvoyExtensionPolicy['spec']['wasm']>[number];
type Found =
  | { readonly program: Wasm; readonly host: readonly Backend[] }
  | { readonly problem: SectionProblem };

/** wasmSection finds where the programs are fetched. */
export function wasmSection(
  written: readonly Written[],
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): Section {
  const found = written.map((one, i) => programOf(one, `spec.wasm[${i}]`, policy, context));
  const problems = found.flatMap(one => ('problem' in one ? [one.problem] : []));
  if (problems.length > 0) return brokenSection(...problems);
  const usable = found.flatMap(one => ('problem' in one ? [] : [one]));
  const value = usable.map(({ program }) => program);
  return {
    ...sectionOf({ wasm: { owner: resourceKey(policy.ref), value } }),
    hosts: usable.flatMap(({ host }) => host),
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
  if (http.tls !== undefined) {
    const message = 'is not served yet: the host is believed by the machine’s roots';
    return refuse('UnsupportedValue', message, `${at}.http.tls`);
  }
  if (http.sha256 === undefined) {
    const message = 'is required: proxies fetch no program unless they know what it must be';
    return refuse('UnsupportedValue', message, `${at}.http.sha256`);
  }
  const called = calledHost(http.url, `${at}.http.url`, policy, context);
  if ('problem' in called) return called;
  return {
    program: {
      name,
      rootId: rootID,
      url: http.url,
      from: called.use,
      sha256: http.sha256.toLowerCase(),
      ...(config === undefined ? {} : { configuration: config }),
      environment: env?.hostKeys ?? [],
      failsOpen: failOpen,
    },
    host: called.host === undefined ? [] : [called.host],
  };
}
