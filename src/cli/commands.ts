import type { RegisterCommand } from './command.ts';

/** CommandEntry is a command by its first word. Only the one that is asked for is loaded: `check` needs no gRPC. */
export interface CommandEntry {
  readonly name: string;
  readonly load: () => Promise<RegisterCommand>;
}

/** Every command of `fairlead`, in the order of `--help`. */
export const commands: readonly CommandEntry[] = [
  { name: 'up', load: async () => (await import('./up.ts')).upCommand },
  { name: 'serve', load: async () => (await import('./serve.ts')).serveCommand },
  { name: 'proxy', load: async () => (await import('./proxy.ts')).proxyCommand },
  { name: 'drain-envoy', load: async () => (await import('./drain-envoy.ts')).drainEnvoyCommand },
  { name: 'render', load: async () => (await import('./render.ts')).renderCommand },
  { name: 'check', load: async () => (await import('./check.ts')).checkCommand },
  { name: 'convert', load: async () => (await import('./convert.ts')).convertCommand },
  { name: 'get', load: async () => (await import('./get.ts')).getCommand },
  { name: 'explain', load: async () => (await import('./explain.ts')).explainCommand },
  { name: 'advise', load: async () => (await import('./advise.ts')).adviseCommand },
  { name: 'apply', load: async () => (await import('./apply.ts')).applyCommand },
  { name: 'edit', load: async () => (await import('./edit.ts')).editCommand },
  { name: 'delete', load: async () => (await import('./delete.ts')).deleteCommand },
  { name: 'backup', load: async () => (await import('./backup.ts')).backupCommand },
  { name: 'diff', load: async () => (await import('./diff.ts')).diffCommand },
  { name: 'config', load: async () => (await import('./config.ts')).configCommand },
  {
    name: 'generate',
    load: async () => (await import('./generate-dataplane-token.ts')).generateDataplaneTokenCommand,
  },
  {
    name: 'generate',
    load: async () => (await import('./generate-user-token.ts')).generateUserTokenCommand,
  },
  {
    name: 'generate',
    load: async () => (await import('./generate-signing-key.ts')).generateSigningKeyCommand,
  },
  {
    name: 'install',
    load: async () => (await import('./install-transparent-proxy.ts')).installTransparentProxyCommand,
  },
  {
    name: 'install',
    load: async () => (await import('./install-control-plane.ts')).installControlPlaneCommand,
  },
  {
    name: 'uninstall',
    load: async () => (await import('./uninstall-control-plane.ts')).uninstallControlPlaneCommand,
  },
  {
    name: 'uninstall',
    load: async () => (await import('./uninstall-transparent-proxy.ts')).uninstallTransparentProxyCommand,
  },
  {
    name: 'status',
    load: async () => (await import('./status-transparent-proxy.ts')).statusTransparentProxyCommand,
  },
];
