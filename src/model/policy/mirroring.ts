/** Mirroring is how copies of requests are sent, whoever gets them. */
export interface Mirroring {
  /** What they name as their host; absent: what the request names, with `-shadow` behind it. */
  readonly host?: string;
  /** It is left as it is. */
  readonly keepsHost?: boolean;
}
