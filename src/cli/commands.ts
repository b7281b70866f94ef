import type { RegisterCommand } from './command.ts';

/** CommandEntry is a command by its first word. Only the one that is asked for is loaded: `check` needs no gRPC. */
export interface CommandEntry {
  readonly name: string;
  /** The heading under which the help lists it. */
  readonly group: string;
  readonly load: () => Promise<RegisterCommand>;
}

const groups = {
  run: 'Run:',
  preview: 'Check and preview files:',
  ask: 'See and understand:',
  store: 'Change a store:',
  manage: 'Manage access:',
  install: 'Install:',
} as const;

/** Every command of `fairlead`, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  { name: 'up', group: groups.run, load: async () => (await import('./up.ts')).upCommand },
  { name: 'serve', group: groups.run, load: async () => (await import('./serve.ts')).serveCommand },
  { name: 'proxy', group: groups.run, load: async () => (await import('./proxy.ts')).proxyCommand },
  {
    name: 'drain-envoy',
    group: groups.run,
    load: async () => (await import('./drain-envoy.ts')).drainEnvoyCommand,
  },
  { name: 'check', group: groups.preview, load: async () => (await import('./check.ts')).checkCommand },
  { name: 'render', group: groups.preview, load: async () => (await import('./render.ts')).renderCommand },
  { name: 'diff', group: groups.preview, load: async () => (await import('./diff.ts')).diffCommand },
  { name: 'convert', group: groups.preview, load: async () => (await import('./convert.ts')).convertCommand },
  { name: 'get', group: groups.ask, load: async () => (await import('./get.ts')).getCommand },
  { name: 'explain', group: groups.ask, load: async () => (await import('./explain.ts')).explainCommand },
  { name: 'advise', group: groups.ask, load: async () => (await import('./advise.ts')).adviseCommand },
  { name: 'apply', group: groups.store, load: async () => (await import('./apply.ts')).applyCommand },
  { name: 'edit', group: groups.store, load: async () => (await import('./edit.ts')).editCommand },
  { name: 'delete', group: groups.store, load: async () => (await import('./delete.ts')).deleteCommand },
  { name: 'backup', group: groups.store, load: async () => (await import('./backup.ts')).backupCommand },
  { name: 'config', group: groups.manage, load: async () => (await import('./config.ts')).configCommand },
  {
    name: 'generate',
    group: groups.manage,
    load: async () => (await import('./generate-dataplane-token.ts')).generateDataplaneTokenCommand,
  },
  {
    name: 'generate',
    group: groups.manage,
    load: async () => (await import('./generate-user-token.ts')).generateUserTokenCommand,
  },
  {
    name: 'generate',
    group: groups.manage,
    load: async () => (await import('./generate-signing-key.ts')).generateSigningKeyCommand,
  },
  {
    name: 'install',
    group: groups.install,
    load: async () => (await import('./install-transparent-proxy.ts')).installTransparentProxyCommand,
  },
  {
    name: 'install',
    group: groups.install,
    load: async () => (await import('./install-control-plane.ts')).installControlPlaneCommand,
  },
  {
    name: 'uninstall',
    group: groups.install,
    load: async () => (await import('./uninstall-control-plane.ts')).uninstallControlPlaneCommand,
  },
  {
    name: 'uninstall',
    group: groups.install,
    load: async () => (await import('./uninstall-transparent-proxy.ts')).uninstallTransparentProxyCommand,
  },
  {
    name: 'status',
    group: groups.install,
    load: async () => (await import('./status-transparent-proxy.ts')).statusTransparentProxyCommand,
  },
];
