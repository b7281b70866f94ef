import type { RegisterCommand } from '../../src/cli/command.ts';
import { installTransparentProxyCommand } from '../../src/cli/install-transparent-proxy.ts';
import { statusTransparentProxyCommand } from '../../src/cli/status-transparent-proxy.ts';
import { uninstallTransparentProxyCommand } from '../../src/cli/uninstall-transparent-proxy.ts';

/** The commands of the program that `bundle.ts` makes. */
export const commands: readonly RegisterCommand[] = [
  installTransparentProxyCommand,
  uninstallTransparentProxyCommand,
  statusTransparentProxyCommand,
];
