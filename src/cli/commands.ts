import { checkCommand } from './check.ts';
import type { RegisterCommand } from './command.ts';
import { installTransparentProxyCommand } from './install-transparent-proxy.ts';
import { renderCommand } from './render.ts';
import { serveCommand } from './serve.ts';
import { statusTransparentProxyCommand } from './status-transparent-proxy.ts';
import { uninstallTransparentProxyCommand } from './uninstall-transparent-proxy.ts';

/** Every command of `fairlead`, in the order of `--help`. */
export const commands: readonly RegisterCommand[] = [
  serveCommand,
  renderCommand,
  checkCommand,
  installTransparentProxyCommand,
  uninstallTransparentProxyCommand,
  statusTransparentProxyCommand,
];
