import { localZone, type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type { DescriptorEntry, FilterFacets } from '#model';
import type { TrafficPolicy } from '#resources';
import { toldBodyOf } from '../../gateway-extensions/ext-auth.ts';
import { shownBy } from '../../gateway-extensions/ext-proc.ts';
import type { ExtensionMeaning } from '../../gateway-extensions/extension-state.ts';
import { given } from '../given.ts';
import type { PolicyContext } from '../policy-kind.ts';
import { brokenSection, type Section, sectionOf } from '../section.ts';

type Spec = TrafficPolicy['spec'];
type Written<Name extends keyof Spec> = NonNullable<Spec[Name]>;
type Kind = ExtensionMeaning['kind'];
type Value<K extends Kind> = Extract<ExtensionMeaning, { readonly kind: K }>['value'];
type ExtensionRef = NonNullable<Written<'jwtAuth'>['extensionRef']>;

/**
 * extensionSections gives a section for each GatewayExtension that a policy names. Where one cannot be used, no request
 * passes, unless it fails open.
 */
export function extensionSections(policy: TrafficPolicy, context: PolicyContext): readonly Section[] {
  const { extAuth, extProc, jwtAuth, oauth2, rateLimit } = policy.spec;
  const named: readonly (readonly [Kind, string, ExtensionRef | undefined])[] = [
    ['extAuth', 'spec.extAuth', extAuth?.extensionRef],
    ['extProc', 'spec.extProc', extProc?.extensionRef],
    ['jwt', 'spec.jwtAuth', jwtAuth?.extensionRef],
    ['oauth2', 'spec.oauth2', oauth2?.extensionRef],
    ['rateLimit', 'spec.rateLimit.global', rateLimit?.global?.extensionRef],
  ];
  return named.flatMap(([kind, field, ref]) =>
    ref === undefined ? [] : [sectionBy(kind, `${field}.extensionRef`, ref, policy, context)],
  );
}

function sectionBy(
  wanted: Kind,
  path: string,
  { name, namespace }: ExtensionRef,
  policy: TrafficPolicy,
  context: PolicyContext,
): Section {
  const ref = {
    group: 'gateway.kgateway.dev',
    kind: 'GatewayExtension',
    zone: localZone,
    namespace: namespace ?? policy.ref.namespace,
    name,
  };
  const invalid = (message: string) =>
    brokenSection({
      reason: 'Invalid',
      message: `names GatewayExtension ${ref.namespace}/${name}, ${message}`,
      path,
    });
  const found = context.extension(resourceKey(ref));
  if (found === undefined) return invalid('which was not found');
  if (found.kind === 'broken') {
    const said = found.problems.map(({ path, message }) => `${path} ${message}`).join('; ');
    return {
      ...invalid(`whose ${said}`),
      ...(found.failsOpen ? { failsOpen: true } : {}),
      ...given({ wants: found.wants }),
    };
  }
  if (found.kind !== wanted) return invalid(`which is of another type: ${found.kind}`);
  const section = sectionOf(facetsOf(found, found.origin, policy));
  if (found.kind !== 'oauth2') return section;
  return { ...section, secrets: found.secrets, ...given({ wants: found.wants }) };
}

/** The owner of a filter in the chain is the extension; or the policy, where that has settings of its own for it. */
function facetsOf(
  meaning: ExtensionMeaning,
  origin: ResourceKey,
  { ref, spec }: TrafficPolicy,
): FilterFacets {
  const own = resourceKey(ref);
  switch (meaning.kind) {
    case 'extAuth': {
      const { withRequestBody: body, contextExtensions: toldContext = {} } = spec.extAuth ?? {};
      const value: Value<'extAuth'> = {
        ...meaning.value,
        toldContext,
        ...(body === undefined ? {} : { toldBody: toldBodyOf(body) }),
      };
      return { extAuth: { owner: body === undefined ? origin : own, value } };
    }
    case 'extProc': {
      const mode = spec.extProc?.processingMode;
      const attributes = meaning.value.request?.attributes ?? [];
      const value = { ...meaning.value, ...(mode === undefined ? {} : shownBy(mode, attributes)) };
      return { extProcs: { owner: mode === undefined ? origin : own, value: [value] } };
    }
    case 'jwt':
      return { jwt: { owner: origin, value: meaning.value } };
    case 'oauth2':
      return { oidc: { owner: origin, value: meaning.value } };
    case 'rateLimit': {
      const descriptors = descriptorsOf(spec.rateLimit?.global);
      return { describedRateLimits: { owner: origin, value: { ...meaning.value, descriptors } } };
    }
  }
}

type WrittenGlobal = NonNullable<Written<'rateLimit'>['global']>;
type WrittenEntry = WrittenGlobal['descriptors'][number]['entries'][number];

function descriptorsOf(written: WrittenGlobal | undefined): DescriptorEntry[][] {
  return (written?.descriptors ?? []).map(({ entries }) => entries.map(entryOf));
}

/** Services know the entries of descriptors by kgateway's names. */
function entryOf({ type, generic, header = '' }: WrittenEntry): DescriptorEntry {
  switch (type) {
    case 'Generic':
      return { kind: 'fixed', key: generic?.key ?? '', value: generic?.value ?? '' };
    case 'Header':
      return { kind: 'header', name: header.toLowerCase(), key: header };
    case 'RemoteAddress':
      return { kind: 'client' };
    case 'Path':
      return { kind: 'header', name: ':path', key: 'path' };
  }
}
