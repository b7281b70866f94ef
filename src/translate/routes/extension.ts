import { RE2JS } from 're2js';
import { type ResourceKey, resourceKey } from '#lib/resource-ref.ts';
import type {
  GenericSecret,
  HostEdit,
  HttpAction,
  InjectedCredential,
  Owned,
  PathEdit,
  Replacement,
  TextMatch,
} from '#model';
import type { DirectResponse, EnvoyGatewayRouteFilter, LocalObjectReference } from '#resources';
import type { Authorities } from '../authorities.ts';
import { headerEdit, headerProblem } from '../header-edit.ts';
import { keptLine } from '../kept-line.ts';
import { type SecretContext, secretOf } from '../secret-ref.ts';
import { textOf } from '../text-source.ts';
import { textKinds } from '../written-match.ts';
import { expressionProblem } from './expression.ts';

/** Extension is the effect of a filter that is an object of its own, at every rule that names it. */
export interface Extension {
  readonly host?: HostEdit;
  readonly path?: PathEdit;
  readonly answer?: Extract<HttpAction, { kind: 'answer' }>;
  readonly credential?: Owned<InjectedCredential>;
  /** The filter is a policy, which holds only for the rule that names it. */
  readonly policy?: ResourceKey;
  /** Sets of cookies: a request must match one whole set. Empty: no cookies are asked for. */
  readonly cookies: readonly (readonly TextMatch[])[];
  /** Why the filter cannot be used as written: requests that it was meant for must then not be served without it. */
  readonly problems: readonly ExtensionProblem[];
}

/** ExtensionProblem is a mistake in such an object; `path` is as written, from the object's root. */
export interface ExtensionProblem {
  readonly message: string;
  readonly path: string;
}

/** ResolveExtension looks up what a filter of the route at hand names; undefined where there is no such object. */
export type ResolveExtension = (ref: LocalObjectReference) => Extension | undefined;

/** ExtensionContext is where ConfigMaps and Secrets are found. */
export interface ExtensionContext extends SecretContext {
  readonly authorities: Authorities;
}

/** TranslatedExtension is a filter as translated, and the secret that it is set up with. */
export interface TranslatedExtension {
  readonly extension: Extension;
  readonly secret?: GenericSecret;
}

/** translateExtension reads an HTTPRouteFilter of Envoy Gateway. */
export function translateExtension(
  filter: EnvoyGatewayRouteFilter,
  context: ExtensionContext,
): TranslatedExtension {
  const { urlRewrite, directResponse, credentialInjection, matches } = filter.spec;
  const host = urlRewrite?.hostname && hostEdit(urlRewrite.hostname, urlRewrite.appendXForwardedHost);
  const path = urlRewrite?.path && replaced(urlRewrite.path, 'spec.urlRewrite.path.replaceRegexMatch');
  const answer = directResponse && answerOf(directResponse, filter, context);
  const credential = credentialInjection && credentialOf(credentialInjection, filter, context);
  const problems = [
    ...(host?.problems ?? []),
    ...(path?.problems ?? []),
    ...(answer?.problems ?? []),
    ...(credential?.problems ?? []),
    ...cookieProblems(matches),
  ];
  return {
    extension: {
      ...(host === undefined ? {} : { host: host.value }),
      ...(path === undefined ? {} : { path: { kind: 'pattern', ...path.value } }),
      ...(answer?.value === undefined ? {} : { answer: answer.value }),
      ...(credential?.value === undefined ? {} : { credential: credential.value }),
      cookies: matches.map(({ cookies }) =>
        cookies.map(({ name, type, value }) => ({ name, kind: textKinds[type], value })),
      ),
      problems,
    },
    ...(credential?.secret === undefined ? {} : { secret: credential.secret }),
  };
}

/** replacementProblem says what is wrong with an expression or with its substitution; `path` is relative to the replacement. */
export function replacementProblem(value: Replacement): ExtensionProblem | undefined {
  return replaced(value, '').problems[0];
}

/** answerAlone reads a DirectResponse of kgateway: an answer without any backend. */
export function answerAlone({ spec: { status, body, format } }: DirectResponse): Extension {
  const headers =
    format?.contentType === undefined
      ? {}
      : { headers: { set: [{ name: 'content-type', value: format.contentType }], add: [], remove: [] } };
  // Where no format is written, the body is literal, and a % in it stands for itself.
  const text = format === undefined ? (body ?? '').replaceAll('%', '%%') : format.text;
  return { answer: { kind: 'answer', status, body: text, ...headers }, cookies: [], problems: [] };
}

type Spec = EnvoyGatewayRouteFilter['spec'];
type Part<Name extends keyof Spec> = NonNullable<Spec[Name]>;

interface Read<T> {
  readonly value: T;
  readonly problems: readonly ExtensionProblem[];
}

function hostEdit(written: NonNullable<Part<'urlRewrite'>['hostname']>, isToldOf: boolean): Read<HostEdit> {
  switch (written.type) {
    case 'Backend':
      return { value: { kind: 'endpoint', isToldOf }, problems: [] };
    case 'Header':
      return { value: { kind: 'header', name: written.header.toLowerCase(), isToldOf }, problems: [] };
    case 'PathRegex': {
      const { value, problems } = replaced(written.pathRegex, 'spec.urlRewrite.hostname.pathRegex');
      return { value: { kind: 'path', ...value, isToldOf }, problems };
    }
  }
}

/** Envoy refuses a substitution with a group that the expression does not have, and with it the whole resource. */
function replaced<R extends { readonly pattern: string; readonly substitution: string }>(
  value: R,
  at: string,
): Read<R> {
  const { pattern, substitution } = value;
  const message = expressionProblem(pattern);
  if (message !== undefined) return { value, problems: [{ message, path: `${at}.pattern` }] };
  const groups = RE2JS.compile(pattern).groupCount();
  const escapes = [...substitution.matchAll(/\\(.?)/g)].map(([, what = '']) => what);
  const wrong = escapes.find(what => what !== '\\' && !(/[0-9]/.test(what) && Number(what) <= groups));
  if (wrong === undefined) return { value, problems: [] };
  const known = groups === 0 ? '\\0' : `\\0 to \\${groups}`;
  const why = `holds \\${wrong}, where the pattern has ${known}; write \\\\ for a backslash`;
  return { value, problems: [{ message: why, path: `${at}.substitution` }] };
}

function answerOf(
  { statusCode, contentType, body, header }: Part<'directResponse'>,
  filter: EnvoyGatewayRouteFilter,
  context: ExtensionContext,
): Read<Extension['answer']> {
  const found = body === undefined ? { text: '' } : textOf(body, 'response.body', filter, context);
  if (found.text === undefined) {
    const problem = { message: found.problem, path: 'spec.directResponse.body.valueRef' };
    return { value: undefined, problems: [problem] };
  }
  const typed = contentType === undefined ? [] : [{ name: 'content-type', value: contentType }];
  const headers = headerEdit({ set: [...typed, ...(header?.set ?? [])], add: header?.add ?? [], remove: [] });
  const wrong = headerProblem(headers);
  if (wrong !== undefined) {
    return { value: undefined, problems: [{ message: wrong, path: 'spec.directResponse.header' }] };
  }
  return { value: { kind: 'answer', status: statusCode, body: found.text, headers }, problems: [] };
}

const credentialKey = 'credential';

function credentialOf(
  { header, overwrite, credential: { valueRef } }: Part<'credentialInjection'>,
  filter: EnvoyGatewayRouteFilter,
  context: ExtensionContext,
): Read<Extension['credential']> & { readonly secret?: GenericSecret } {
  const path = 'spec.credentialInjection.credential.valueRef';
  const found = secretOf(valueRef, path, filter, context);
  if ('problem' in found) return { value: undefined, problems: [found.problem] };
  const text = keptLine(found.secret.spec.data[credentialKey] ?? '');
  const { namespace, name } = found.secret.ref;
  if (text === '' || /[\0\r\n]/.test(text)) {
    const wrong = text === '' ? 'nothing' : 'more than one line';
    const message = `names Secret ${namespace}/${name}, which has ${wrong} under ${credentialKey}`;
    return { value: undefined, problems: [{ message, path }] };
  }
  const owner = resourceKey(filter.ref);
  const key = secretKey(filter);
  const value = { secret: key, overwrites: overwrite, ...(header && { header: header.toLowerCase() }) };
  return { value: { owner, value }, problems: [], secret: { key, origin: owner, text } };
}

/** The key is that of the filter that injects the credential, not of the Secret, which may hold more than that. */
function secretKey({ ref }: EnvoyGatewayRouteFilter): ResourceKey {
  return resourceKey({ ...ref, group: '', kind: 'InjectedCredential' });
}

function cookieProblems(matches: Part<'matches'>): ExtensionProblem[] {
  return matches.flatMap(({ cookies }, i) =>
    cookies.flatMap(({ type, value }, j) => {
      const message = type === 'RegularExpression' ? expressionProblem(value) : undefined;
      return message === undefined ? [] : [{ message, path: `spec.matches[${i}].cookies[${j}].value` }];
    }),
  );
}
