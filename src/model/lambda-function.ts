import type { AwsSigner } from './aws-signer.ts';

/** CalledFunction is what a call of a function names. */
export interface CalledFunction {
  readonly arn: string;
  /** What it is called by: host, and port where that is not the scheme's own. */
  readonly authority: string;
}

/** LambdaFunction is a function of AWS Lambda, of which each request is a call. */
export interface LambdaFunction extends CalledFunction {
  readonly region: string;
  /** Whoever asks does not wait for what it answers. */
  readonly isAsync: boolean;
  /** Requests and answers go as JSON that says all of them; otherwise their bodies alone do. */
  readonly isWrapped: boolean;
  readonly signer: AwsSigner;
}

/** invocationPath is the path of a call. */
export function invocationPath({ arn }: CalledFunction): string {
  return `/2015-03-31/functions/${arn}/invocations`;
}
