import type { RegisterCommand } from './command.ts';
import { installTransparentProxyCommand } from './install-transparent-proxy.ts';
import { statusTransparentProxyCommand } from './status-transparent-proxy.ts';
import { uninstallTransparentProxyCommand } from './uninstall-transparent-proxy.ts';

/** Every command of `fairlead`, in the order of `--help`. */
export const commands: readonly RegisterCommand[] = [
  installTransparentProxyCommand,
  uninstallTransparentProxyCommand,
  statusTransparentProxyCommand,
];
