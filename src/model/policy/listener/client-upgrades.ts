/** ClientUpgrades are the protocols to which connections may be upgraded where no route says otherwise, in lower case. */
export interface ClientUpgrades {
  readonly protocols: readonly string[];
}
