import { join } from 'node:path/posix';
import { resourceKey } from '#lib/resource-ref.ts';
import { type ImageWant, programFile, type RegistryLogin } from '#model';
import type { EnvoyExtensionPolicy } from '#resources';
import { resolveAuthority } from '../../authorities.ts';
import { secretOf } from '../../secret-ref.ts';
import { type LookupWords, lookedUp } from '../looked-up.ts';
import type { PolicyContext } from '../policy-kind.ts';
import type { SectionProblem } from '../section.ts';
import type { FoundCode } from './found-code.ts';
import { loginIn } from './registry-login.ts';

type Wasm = NonNullable<EnvoyExtensionPolicy['spec']['wasm']>[number];
type Written = NonNullable<Wasm['code']['image']>;

const words: LookupWords = {
  pending: 'is being pulled',
  failed: 'could not be pulled',
  failedAgain: 'could not be looked at again',
  meanwhile: 'what was pulled last is run',
};

/** imageProgram is the program in an image: proxies pull none, so the control plane does, where the operator names a folder. */
export function imageProgram(
  { url, sha256, tls, pullSecretRef }: Written,
  path: string,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): FoundCode {
  const broken = (reason: SectionProblem['reason'], message: string, at: string): FoundCode => ({
    problem: { reason, message, path: at },
  });
  const { programFolder } = context.addresses;
  if (programFolder === undefined)
    return broken(
      'UnsupportedValue',
      'is not pulled, because the operator names no folder for programs of images (--wasm-cache): write type HTTP, with the url of a copy, or ask for one',
      path,
    );
  const roots = tls && resolveAuthority(tls.caCertificateRef, policy.ref, context);
  if (roots !== undefined && 'message' in roots)
    return broken('Invalid', roots.message, `${path}.tls.caCertificateRef`);
  const login =
    pullSecretRef && loginOf(pullSecretRef, url.registry, `${path}.pullSecretRef`, policy, context);
  if (login !== undefined && 'problem' in login) return login;
  const want: ImageWant = {
    kind: 'image',
    ...url,
    ...(sha256 === undefined ? {} : { digest: `sha256:${sha256.toLowerCase()}` }),
    ...(roots === undefined ? {} : { roots: roots.pem }),
    ...(login === undefined ? {} : { login }),
  };
  const found = lookedUp(want, `${path}.url`, words, context);
  if ('problem' in found) return { want, ...found };
  const { answer, ...warned } = found;
  return {
    want,
    code: { kind: 'file', path: join(programFolder, programFile(answer.digest)) },
    ...warned,
  };
}

function loginOf(
  ref: NonNullable<Written['pullSecretRef']>,
  registry: string,
  path: string,
  policy: EnvoyExtensionPolicy,
  context: PolicyContext,
): RegistryLogin | { readonly problem: SectionProblem } {
  const found = secretOf(ref, path, policy, context);
  if ('problem' in found) return found;
  const { secret } = found;
  const login = loginIn(secret.spec.data, registry);
  if ('message' in login) return { problem: { reason: 'Invalid', message: login.message, path } };
  return { secret: resourceKey(secret.ref), ...login };
}
