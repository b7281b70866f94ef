/** ClientUpgrades are the protocols that connections may be turned to where no route says otherwise, in lower case. */
export interface ClientUpgrades {
  readonly protocols: readonly string[];
}
