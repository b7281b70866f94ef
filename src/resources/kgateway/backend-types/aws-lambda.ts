import { Type } from 'typebox';
import { withoutBrackets } from '#lib/ip-address.ts';
import { sharedText } from '#lib/kept-text.ts';
import {
  type HostName,
  type IpAddress,
  readHostNameOrIpAddress,
} from '../../envoy-gateway/backend-address.ts';
import { webAddress } from '../../envoy-gateway/web-address.ts';
import { converted, type Report } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';
import { type AwsAuth, awsAccount } from './aws-auth.ts';

/** AwsLambda is a function of AWS Lambda: each request becomes a call. */
export interface AwsLambda {
  readonly kind: 'awsLambda';
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  /** A version of the function, or an alias. */
  readonly qualifier: string;
  /** The caller does not wait for the function's answer. */
  readonly isAsync: boolean;
  /** Requests and answers travel as JSON that describes them completely; otherwise only their bodies travel, unchanged. */
  readonly isWrapped: boolean;
  /** Where the function is called; absent: at AWS. */
  readonly endpoint?: LambdaEndpoint;
  readonly auth: AwsAuth;
  /** The path where it is written. */
  readonly at: string;
}

/** LambdaEndpoint is an address at which functions are called instead of AWS. */
export interface LambdaEndpoint {
  readonly host: IpAddress | HostName;
  readonly port: number;
  readonly isTls: boolean;
}

/** functionName and qualifier are what AWS accepts, without what could refer to another function. */
const functionName = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,140}$',
  '~wants': 'the name of a function: letters, digits, "-" and "_"',
});
const qualifier = Type.String({
  pattern: '^(\\$LATEST|[A-Za-z0-9_-]{1,128})$',
  '~wants': '$LATEST, a version, or an alias',
});

const endpointUrl = converted(webAddress, readEndpoint);

/** lambda is `aws.lambda`, in kgateway's form. */
export const lambda = Type.Object({
  accountId: Type.Optional(awsAccount),
  functionName,
  qualifier: Type.Optional(qualifier),
  invocationMode: Type.Enum(['Sync', 'Async'], { default: 'Sync' }),
  payloadTransformMode: Type.Enum(['None', 'Envoy'], { default: 'Envoy' }),
  endpointURL: Type.Optional(endpointUrl),
});

/** lambdaFunctions is `aws.lambdaFunctions`, in gloo's form. */
export const lambdaFunctions = Type.Array(
  Type.Object({
    logicalName: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    lambdaFunctionName: functionName,
    qualifier: Type.Optional(qualifier),
  }),
  { maxItems: 256 },
);

const style = Type.Enum(['SYNC', 'ASYNC']);
const isRefused = ['requestTransformation', 'unwrapAsAlb', 'unwrapAsApiGateway', 'wrapAsApiGateway'] as const;

/** destinationOverrides is gloo's `aws.destinationOverrides`. */
export const destinationOverrides = converted(
  Type.Object({
    invocationStyle: Type.Optional(style),
    ...Object.fromEntries(isRefused.map(name => [name, Type.Optional(Type.Boolean())])),
  }),
  (written, report): { readonly isAsync: boolean } => {
    for (const name of isRefused)
      if (Reflect.get(written, name) === true)
        report('is not served yet: a function of gloo’s gets the body, and its answer is the body', name);
    return { isAsync: written.invocationStyle === 'ASYNC' };
  },
);

type Common = Pick<AwsLambda, 'region' | 'auth' | 'at'>;

/** readLambda reads kgateway's form; `account` is that of `aws` itself, which the function's own overrides. */
export function readLambda(
  {
    accountId,
    functionName,
    qualifier = '$LATEST',
    invocationMode,
    payloadTransformMode,
    endpointURL,
  }: Read<typeof lambda>,
  account: string | undefined,
  common: Common,
  report: Report,
): AwsLambda | undefined {
  const owner = accountId ?? account;
  if (owner === undefined) {
    report('is required: a function is named by its account', 'lambda', 'accountId');
    return undefined;
  }
  return {
    kind: 'awsLambda',
    ...common,
    account: owner,
    functionName,
    qualifier,
    isAsync: invocationMode === 'Async',
    isWrapped: payloadTransformMode === 'Envoy',
    ...(endpointURL === undefined ? {} : { endpoint: endpointURL }),
  };
}

/** readLambdaFunctions reads gloo's form. There must be exactly one function, as no route can say which of several it means. */
export function readLambdaFunctions(
  functions: Read<typeof lambdaFunctions>,
  {
    account,
    isAsync = false,
  }: { readonly account: string | undefined; readonly isAsync: boolean | undefined },
  common: Common,
  report: Report,
): AwsLambda | undefined {
  const [only, ...others] = functions;
  if (only === undefined || others.length > 0) {
    report(
      `must have one item, but has ${functions.length}: write an Upstream for each function`,
      'lambdaFunctions',
    );
    return undefined;
  }
  if (account === undefined) {
    report('is required: a function is named by its account', 'awsAccountId');
    return undefined;
  }
  const { lambdaFunctionName, qualifier = '$LATEST' } = only;
  return {
    kind: 'awsLambda',
    ...common,
    account,
    functionName: lambdaFunctionName,
    qualifier,
    isAsync,
    isWrapped: false,
  };
}

function readEndpoint(text: string, report: Report, path: () => string): LambdaEndpoint | undefined {
  const url = new URL(text);
  const isTls = url.protocol === 'https:';
  // URL drops a port that is the scheme's default, so the written text is checked.
  if (!/:\d+(?=[/?]|$)/.test(text.slice(url.protocol.length + 2))) {
    report(`must say its port, as in ${url.protocol}//${url.hostname}:${isTls ? 443 : 4566}`);
    return undefined;
  }
  if (url.pathname !== '/' || url.search !== '') {
    report('must be a host and a port alone: which function is called makes the path');
    return undefined;
  }
  const host = readHostNameOrIpAddress(withoutBrackets(url.hostname), report, path);
  if (isTls && host.kind === 'ip') {
    report('must name a host where it begins with https, as TLS asks for one');
    return undefined;
  }
  const port = url.port === '' ? (isTls ? 443 : 80) : Number(url.port);
  return { host: { ...host, at: sharedText(path()) }, port, isTls };
}
