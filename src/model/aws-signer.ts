/** AwsSigner is who calls AWS: by these keys, or by those that whoever signs finds around it, and in a role, where one is named. */
export interface AwsSigner {
  readonly keys?: AwsKeys;
  /** The ARN of a role that is assumed with them. */
  readonly role?: string;
}

/** AwsKeys sign calls of AWS. All of it is secret. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
