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

/** AwsLambda is a function of AWS Lambda: each request is a call of it. */
export interface AwsLambda {
  readonly kind: 'awsLambda';
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  /** A version of it, or an alias. */
  readonly qualifier: string;
  /** Whoever asks does not wait for what it answers. */
  readonly isAsync: boolean;
  /** A request and an answer go as JSON that says all of them; otherwise their bodies alone do, as they are. */
  readonly isWrapped: boolean;
  /** Where it is called; absent: at AWS. */
  readonly endpoint?: LambdaEndpoint;
  readonly auth: AwsAuth;
  /** Where it stands. */
  readonly at: string;
}

/** LambdaEndpoint is where functions are called in AWS's stead. */
export interface LambdaEndpoint {
  readonly host: IpAddress | HostName;
  readonly port: number;
  readonly isTls: boolean;
}

/** functionName and qualifier are what AWS takes, less what could mean another function. */
const functionName = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,140}$',
  '~wants': 'the name of a function: letters, digits, "-" and "_"',
});
const qualifier = Type.String({
  pattern: '^(\\$LATEST|[A-Za-z0-9_-]{1,128})$',
  '~wants': '$LATEST, a version, or an alias',
});

const endpointUrl = converted(webAddress, readEndpoint);

/** lambda is `aws.lambda`, as kgateway writes it. */
export const lambda = Type.Object({
  accountId: Type.Optional(awsAccount),
  functionName,
  qualifier: Type.Optional(qualifier),
  invocationMode: Type.Enum(['Sync', 'Async'], { default: 'Sync' }),
  payloadTransformMode: Type.Enum(['None', 'Envoy'], { default: 'Envoy' }),
  endpointURL: Type.Optional(endpointUrl),
});

/** lambdaFunctions is `aws.lambdaFunctions`, as gloo writes them. */
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

/** destinationOverrides is `aws.destinationOverrides` of gloo. */
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

/** readLambda reads kgateway's; `account` is that of `aws` itself, before which the function's own goes. */
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

/** readLambdaFunctions reads gloo's, of which there must be one: which of several a route means, no route can say. */
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
  // A port that is the scheme's own is left out of what was read.
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
