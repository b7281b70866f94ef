import { resourceKey } from '#lib/resource-ref.ts';
import type { ProgramWant, Wasm } from '#model';
import type { EnvoyExtensionPolicy } from '#resources';
import { resolveAuthority } from '../../authorities.ts';
import { calledHost } from '../called-service.ts';
import { type LookupWords, lookedUp } from '../looked-up.ts';
import type { PolicyContext } from '../policy-kind.ts';
import {
  brokenSection,
  type Section,
  type SectionProblem,
  type SectionWarning,
  sectionOf,
} from '../section.ts';
import type { FoundCode } from './found-code.ts';
import { imageProgram } from './image-program.ts';

type Written = NonNullable<EnvoyExtensionPolicy['spec']['wasm']>[number];
type WrittenHttp = NonNullable<Written['code']['http']>;

/** wasmSection reads the programs, and finds the hosts that they are fetched from. */
export function wasmSection(
  written: readonly Written[],
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): Section {
  const found = written.map((one, i) => ({ one, ...codeOf(one, `spec.wasm[${i}].code`, policy, context) }));
  const problems = found.flatMap(one => ('problem' in one ? [one.problem] : []));
  const wants = found.flatMap(one => one.want ?? []);
  const wanted = wants.length === 0 ? {} : { wants };
  if (problems.length > 0) return { ...brokenSection(...problems), ...wanted };
  const usable = found.flatMap(one => ('problem' in one ? [] : [one]));
  const value = usable.map(({ one, code }) => programOf(one, code));
  return {
    ...sectionOf({ wasm: { owner: resourceKey(policy.ref), value } }),
    hosts: usable.flatMap(({ host }) => host ?? []),
    ...wanted,
    warnings: usable.flatMap(({ warning }) => warning ?? []),
  };
}

function programOf({ name = '', rootID = '', config, failOpen, env }: Written, code: Wasm['code']): Wasm {
  return {
    name,
    rootId: rootID,
    code,
    ...(config === undefined ? {} : { configuration: config }),
    environment: env?.hostKeys ?? [],
    failsOpen: failOpen,
  };
}

function codeOf(
  { code: { type, http, image } }: Written,
  path: string,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): FoundCode {
  const missing = (field: string): FoundCode => ({
    problem: {
      reason: 'Invalid',
      message: `is required where the type is ${type}`,
      path: `${path}.${field}`,
    },
  });
  const tooMuch = (field: string): FoundCode => ({
    problem: {
      reason: 'Invalid',
      message: `has no place where the type is ${type}`,
      path: `${path}.${field}`,
    },
  });
  switch (type) {
    case 'HTTP':
      if (image !== undefined) return tooMuch('image');
      return http === undefined ? missing('http') : fetchedProgram(http, `${path}.http`, policy, context);
    case 'Image':
      if (http !== undefined) return tooMuch('http');
      return image === undefined ? missing('image') : imageProgram(image, `${path}.image`, policy, context);
  }
}

function fetchedProgram(
  { url, sha256, tls }: WrittenHttp,
  path: string,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): FoundCode {
  const roots = tls && resolveAuthority(tls.caCertificateRef, policy.ref, context);
  if (roots !== undefined && 'message' in roots)
    return {
      problem: { reason: 'Invalid', message: roots.message, path: `${path}.tls.caCertificateRef` },
    };
  const called = calledHost(url, `${path}.url`, policy, context, roots?.pem);
  if ('problem' in called) return called;
  const known = sha256 === undefined ? hashOf(url, roots?.pem, path, context) : { sha256 };
  const { want } = known;
  const wanted = want === undefined ? {} : { want };
  if ('problem' in known) return { ...wanted, problem: known.problem };
  return {
    ...wanted,
    ...(known.warning === undefined ? {} : { warning: known.warning }),
    code: { kind: 'fetched', url, from: called.use, sha256: known.sha256.toLowerCase() },
    ...(called.host === undefined ? {} : { host: called.host }),
  };
}

type Hash = { readonly want?: ProgramWant } & (
  | { readonly sha256: string; readonly warning?: SectionWarning }
  | { readonly problem: SectionProblem }
);

const words: LookupWords = {
  pending: 'is being read, to know what proxies must fetch',
  failed: 'could not be read',
  failedAgain: 'could not be read again',
  meanwhile: 'what it last was is run',
};

/**
 * Proxies fetch no program whose hash they do not know: where none is written, the control plane reads the program to find
 * it.
 */
function hashOf(url: string, roots: string | undefined, path: string, context: PolicyContext): Hash {
  const want: ProgramWant = { kind: 'program', url, ...(roots === undefined ? {} : { roots }) };
  const found = lookedUp(want, `${path}.url`, words, context);
  if ('problem' in found) return { want, ...found };
  const { answer, ...warned } = found;
  return { want, sha256: answer.sha256, ...warned };
}
