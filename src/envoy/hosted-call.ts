import { CredentialInjectorSchema } from '#gen/envoy/extensions/filters/http/credential_injector/v3/credential_injector_pb.js';
import { AudienceSchema } from '#gen/envoy/extensions/filters/http/gcp_authn/v3/gcp_authn_pb.js';
import { LuaSchema } from '#gen/envoy/extensions/filters/http/lua/v3/lua_pb.js';
import { UpstreamCodecSchema } from '#gen/envoy/extensions/filters/http/upstream_codec/v3/upstream_codec_pb.js';
import { GenericSchema } from '#gen/envoy/extensions/http/injected_credentials/generic/v3/generic_pb.js';
import type { BackendUse, CallerProof, HostedService } from '#model';
import { ads } from './config-source.ts';
import { pack } from './encode.ts';
import { extension, typedExtension } from './extension.ts';
import { secretName } from './names.ts';

/** googleTokens is the name of Envoy's filter that gets tokens. It finds a token's audience in the cluster of the request. */
export const googleTokens = 'envoy.filters.http.gcp_authn';

/** hostedMetadata is the metadata of a cluster that filters of listeners read. */
export function hostedMetadata({ proof }: HostedService) {
  if (proof?.kind !== 'google-token') return {};
  return {
    metadata: { typedFilterMetadata: { [googleTokens]: pack(AudienceSchema, { url: proof.audience }) } },
  };
}

/** showsToken tells whether requests of this use carry a token that is for this backend alone. */
export function showsToken({ hosted }: BackendUse): boolean {
  return hosted?.proof?.kind === 'google-token';
}

/**
 * hostedCall are the upstream filters of a cluster that turn each request into a call, whichever rule it comes by; none where the
 * call differs only in its host, which routes set. Each has a name of its own, because routes use Envoy's own names to configure
 * the filters of listeners.
 */
export function hostedCall({ path, proof }: HostedService) {
  const filters = [
    ...(path === undefined ? [] : [atPath(path)]),
    ...(proof?.kind === 'secret' ? [showing(proof)] : []),
  ];
  return filters.length === 0
    ? []
    : [...filters, extension('envoy.filters.http.upstream_codec', UpstreamCodecSchema, {})];
}

/** Of the filters that a cluster may have, only a script can change the path. */
function atPath(path: string) {
  const text = `function envoy_on_request(handle)
  local headers = handle:headers()
  headers:replace(":path", ${JSON.stringify(path)} .. (headers:get(":path"):match("%?.*") or ""))
end`;
  return extension('envoy.filters.http.lua/hosted', LuaSchema, {
    defaultSourceCode: { specifier: { case: 'inlineString', value: text } },
  });
}

function showing({ header, secret }: Extract<CallerProof, { kind: 'secret' }>) {
  return extension('envoy.filters.http.credential_injector/hosted', CredentialInjectorSchema, {
    overwrite: true,
    credential: typedExtension('envoy.http.injected_credentials.generic', GenericSchema, {
      credential: { name: secretName(secret), sdsConfig: ads },
      header,
    }),
  });
}
