/** Csrf turns away requests that change something and come from a page of another site than the one that they go to. */
export interface Csrf {
  /** Hosts (with a port, where it is an unusual one) whose pages may send them too; `*.` stands for any labels. */
  readonly hosts: readonly string[];
  /** Of how many in a million requests it is only counted that they would be turned away; absent: of none. */
  readonly onlyCounted?: number;
}
