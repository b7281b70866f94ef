/**
 * AwsSigner says in whose name AWS is called: with these keys (absent: those that the signer finds in its environment), and in a
 * role, where one is named.
 */
export interface AwsSigner {
  readonly keys?: AwsKeys;
  /** A role that is assumed with these keys. */
  readonly role?: AssumedRole;
}

/** AssumedRole is a role: `session` names who assumes it (absent: fairlead), and `externalId` is what its owner asks for. */
export interface AssumedRole {
  readonly arn: string;
  readonly session?: string;
  readonly externalId?: string;
  /** Milliseconds for which it is assumed at a time; absent: as AWS has it. */
  readonly duration?: number;
}

/** AwsKeys sign calls to AWS. All fields are secret. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
