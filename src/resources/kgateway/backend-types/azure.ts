import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { converted, type Report } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { type NamedSecret, namedSecret } from './aws-auth.ts';

/** AzureFunction is a function of an Azure Functions app: each request becomes a call. */
export interface AzureFunction {
  readonly kind: 'azure';
  readonly app: string;
  readonly functionName: string;
  /** Which key it is called with: none, its own, or that of the whole app. */
  readonly authLevel: 'Anonymous' | 'Function' | 'Admin';
  readonly secret?: NamedSecret;
  /** The path where it is written. */
  readonly at: string;
}

/** The app's name becomes the first label of the host, and the function's a part of the path. */
const functionAppName = Type.String({
  pattern: '^[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])?$',
  '~wants': 'the name of an app: at most 60 letters, digits and "-"',
});
const functionName = Type.String({
  pattern: '^[A-Za-z][A-Za-z0-9_-]{0,126}$',
  '~wants': 'the name of a function: a letter, then letters, digits, "-" and "_"',
});

const writtenAzure = Type.Object({
  functionAppName,
  secretRef: Type.Optional(namedSecret),
  functions: Type.Array(
    Type.Object({
      functionName,
      authLevel: Type.Enum(['Anonymous', 'Function', 'Admin'], { default: 'Anonymous' }),
    }),
    { maxItems: 256, default: [] },
  ),
});

/** azure is `azure`, in gloo's form. */
export const azure = converted(writtenAzure, readAzure);

/** There must be exactly one function, as no route can say which of several it means. */
function readAzure(
  { functionAppName: app, secretRef: secret, functions }: Read<typeof writtenAzure>,
  report: Report,
  path: () => string,
): AzureFunction | undefined {
  const [only, ...others] = functions;
  if (only === undefined || others.length > 0) {
    report(
      `must have one item, but has ${functions.length}: write an Upstream for each function`,
      'functions',
    );
    return undefined;
  }
  if (secret === undefined && only.authLevel !== 'Anonymous')
    report(`is required, as the function is called by a key (authLevel is ${only.authLevel})`, 'secretRef');
  return {
    kind: 'azure',
    app: app.toLowerCase(),
    ...only,
    ...(secret === undefined ? {} : { secret }),
    at: sharedText(path()),
  };
}
