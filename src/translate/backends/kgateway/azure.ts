import type { Tracker } from '#graph';
import { type ResourceRef, resourceKey } from '#lib/resource-ref.ts';
import type { CallerProof, GenericSecret } from '#model';
import type { AzureFunction, HostName } from '#resources';
import type { SecretProblem } from '../../secret-ref.ts';
import { azureKey } from '../azure-keys.ts';
import type { BackendKindContext } from '../backend-kind.ts';
import { wantsOf } from '../resolved-names.ts';
import { type DestinationKind, refused, type Written } from './destination-kind.ts';
import { builtHosted, hostedEndpoint } from './hosted-service.ts';

/** A function of Azure Functions, called at the host of its app by its own path, with the key that its level asks for. */
export const azureFunction: DestinationKind<AzureFunction> = {
  build: (written, context, track) => {
    const { ref, destination } = written;
    const shown = keyShown(written, context, track);
    if (shown !== undefined && 'problem' in shown) {
      const { reason, message, path } = shown.problem;
      return refused(reason, message, path);
    }
    const hosted = {
      path: `/api/${destination.functionName}`,
      ...(shown === undefined ? {} : { proof: shown.proof }),
    };
    const built = builtHosted(ref, hostOf(destination), hosted, context, track);
    return built.kind === 'built' && shown !== undefined ? { ...built, secret: shown.secret } : built;
  },
  wants: ({ ref, destination }, context, track) =>
    wantsOf(hostedEndpoint(ref, hostOf(destination)), context, track),
};

function hostOf({ app, at }: AzureFunction): HostName {
  return { kind: 'fqdn', hostname: `${app}.azurewebsites.net`, at: `${at}.functionAppName` };
}

type Shown =
  | { readonly proof: CallerProof; readonly secret: GenericSecret }
  | { readonly problem: SecretProblem };

function keyShown(
  { ref, destination: { authLevel, functionName, secret } }: Written<AzureFunction>,
  context: BackendKindContext,
  track: Tracker,
): Shown | undefined {
  if (secret === undefined || authLevel === 'Anonymous') return undefined;
  const names = authLevel === 'Admin' ? [ofApp] : [functionName, ofApp];
  const found = azureKey(names, secret, ref, context, track);
  if (found.problem !== undefined) return found;
  const key = secretKey(ref);
  return {
    proof: { kind: 'secret', header: 'x-functions-key', secret: key },
    secret: { key, origin: resourceKey(ref), text: found.key },
  };
}

/** The name under which a Secret holds the key of the whole app. */
const ofApp = '_master';

/** The key is that of the object that uses the secret: a Secret may hold more than this one text. */
function secretKey({ group, kind, ...ref }: ResourceRef) {
  return resourceKey({ ...ref, group: '', kind: ['FunctionKey', kind, group].join('.') });
}
