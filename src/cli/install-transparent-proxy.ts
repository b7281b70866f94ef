import { Option } from 'commander';
import { installTransparentProxy, previewInstall, scriptInstall } from '#tproxy';
import type { RegisterCommand } from './command.ts';
import { commandGroup } from './command-group.ts';
import { addSettingFlags, readConfiguration, sayOnStderr } from './transparent-proxy-flags.ts';

/** `fairlead install transparent-proxy`: redirect the traffic of this host or network namespace to a proxy. */
export const installTransparentProxyCommand: RegisterCommand = program => {
  const command = commandGroup(
    program,
    'install',
    'Install the transparent proxy on this host, or the control plane in a cluster',
  )
    .command('transparent-proxy')
    .description('Redirect the traffic of this host to a proxy that runs on it; applications stay unchanged')
    .addOption(
      new Option('-o, --output <format>', 'print a script for nft or iptables, and change nothing').choices([
        'nft',
        'iptables',
      ]),
    )
    .action(async (options: Readonly<Record<string, unknown>>) => {
      const config = readConfiguration(options, 'install');
      const say = sayOnStderr(config.verbose);
      if (options.output === 'nft' || options.output === 'iptables') {
        process.stdout.write(await scriptInstall(config, options.output, say));
        return;
      }
      if (!config.dryRun) return installTransparentProxy(config, say);
      const changes = await previewInstall(config, say);
      process.stdout.write(changes.length === 0 ? 'nothing would change\n' : `${changes.join('\n')}\n`);
    });
  addSettingFlags(command, 'shown');
};
