/** Mirroring says how mirrored requests are sent, whichever backend gets them. */
export interface Mirroring {
  /** The host that they name; absent: that of the request, with `-shadow` appended. */
  readonly host?: string;
  /** The host is left as it is. */
  readonly keepsHost?: boolean;
}
