/**
 * AwsSigner says in whose name AWS is called: with these keys (absent: those that the signer finds in its environment), and in a
 * role, where one is named.
 */
export interface AwsSigner {
  readonly keys?: AwsKeys;
  /** The ARN of a role that is assumed with these keys. */
  readonly role?: string;
}

/** AwsKeys sign calls to AWS. All fields are secret. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
