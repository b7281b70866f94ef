import { checkCommand } from './check.ts';
import type { RegisterCommand } from './command.ts';
import { explainCommand } from './explain.ts';
import { getCommand } from './get.ts';
import { installTransparentProxyCommand } from './install-transparent-proxy.ts';
import { renderCommand } from './render.ts';
import { serveCommand } from './serve.ts';
import { statusTransparentProxyCommand } from './status-transparent-proxy.ts';
import { uninstallTransparentProxyCommand } from './uninstall-transparent-proxy.ts';
import { upCommand } from './up.ts';

/** Every command of `fairlead`, in the order of `--help`. */
export const commands: readonly RegisterCommand[] = [
  upCommand,
  serveCommand,
  renderCommand,
  checkCommand,
  getCommand,
  explainCommand,
  installTransparentProxyCommand,
  uninstallTransparentProxyCommand,
  statusTransparentProxyCommand,
];
