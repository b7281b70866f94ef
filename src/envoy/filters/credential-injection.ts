import { create } from '@bufbuild/protobuf';
import { type Any, anyPack } from '@bufbuild/protobuf/wkt';
import { CredentialInjectorSchema } from '#gen/envoy/extensions/filters/http/credential_injector/v3/credential_injector_pb.js';
import { GenericSchema } from '#gen/envoy/extensions/http/injected_credentials/generic/v3/generic_pb.js';
import { credentialsOf, type HttpRule, type InjectedCredential, type Owned } from '#model';
import { ads } from '../config-source.ts';
import { typedExtension } from '../extension.ts';
import { filterInstance, secretName } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

/**
 * credentialInjection adds credentials to requests to backends. They stand in the chain, so each object that says them has an
 * instance; it is on for a whole rule, or for requests to one of the rule's backends.
 */
export function credentialInjection(rule: HttpRule): readonly FilterNeed[] {
  const { credentials: ofRule = [] } = rule;
  return credentialsOf(rule).map(owned => ({
    instance: instanceOf(owned),
    settings: settingsOf(owned.value),
    clusters: [],
    ...(ofRule.includes(owned) ? { perRoute: switchedOn } : {}),
  }));
}

/** injectedTo switches credentials on, by instance, for requests to one backend of several. */
export function injectedTo(credentials: readonly Owned<InjectedCredential>[]): Record<string, Any> {
  return Object.fromEntries(credentials.map(owned => [instanceOf(owned), switchedOn]));
}

function instanceOf({ owner }: Owned<InjectedCredential>): string {
  return filterInstance('envoy.filters.http.credential_injector', owner);
}

function settingsOf({ secret, header, overwrites }: InjectedCredential): Any {
  const credential = typedExtension('envoy.http.injected_credentials.generic', GenericSchema, {
    credential: { name: secretName(secret), sdsConfig: ads },
    ...(header === undefined ? {} : { header }),
  });
  return anyPack(
    CredentialInjectorSchema,
    create(CredentialInjectorSchema, { overwrite: overwrites, credential }),
  );
}
