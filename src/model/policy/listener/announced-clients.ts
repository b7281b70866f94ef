/** AnnouncedClients: connections begin with the PROXY protocol, which says who really asks. */
export interface AnnouncedClients {
  /** Whether connections without it are taken, too. */
  readonly optional: boolean;
}
