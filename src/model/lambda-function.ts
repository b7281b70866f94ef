import type { AwsSigner } from './aws-signer.ts';

/** CalledFunction is what a call to a function has to name. */
export interface CalledFunction {
  readonly arn: string;
  /** The authority of the call: host, and port where that is not the scheme's default. */
  readonly authority: string;
}

/** LambdaFunction is a function of AWS Lambda; each request becomes a call. */
export interface LambdaFunction extends CalledFunction {
  readonly region: string;
  /** The caller does not wait for the function's answer. */
  readonly isAsync: boolean;
  /** Requests and answers travel as JSON that describes them completely; otherwise only their bodies travel. */
  readonly isWrapped: boolean;
  readonly signer: AwsSigner;
}

/** invocationPath is the path of a call. */
export function invocationPath({ arn }: CalledFunction): string {
  return `/2015-03-31/functions/${arn}/invocations`;
}
