/** AnnouncedClients: connections begin with the PROXY protocol, which names the real client. */
export interface AnnouncedClients {
  /** Whether connections without it are accepted, too. */
  readonly optional: boolean;
}
