import { Fault } from '#lib/fault.ts';
import { durationType, previewUninstall, uninstallTransparentProxy } from '#tproxy';
import type { RegisterCommand } from './command.ts';
import { commandGroup } from './command-group.ts';
import { addSettingFlags, readConfiguration, sayOnStderr } from './transparent-proxy-flags.ts';

/** `fairlead uninstall transparent-proxy`: leave nothing behind. It takes the flags of the install and needs none. */
export const uninstallTransparentProxyCommand: RegisterCommand = program => {
  const command = commandGroup(program, 'uninstall', 'Remove what fairlead install has installed')
    .command('transparent-proxy')
    .description(
      'Remove the transparent proxy from this host; the flags of the install are accepted but not needed',
    )
    .option(
      '--drain [duration]',
      'wait for redirected connections to end first, for at most this long (default: 30s)',
    )
    .action(async (options: Readonly<Record<string, unknown>>) => {
      const config = readConfiguration(options, 'upkeep');
      if (config.dryRun) {
        const changes = await previewUninstall(config);
        process.stdout.write(changes.length === 0 ? 'nothing would change\n' : `${changes.join('\n')}\n`);
        return;
      }
      const removed = await uninstallTransparentProxy(
        config,
        drainTime(options.drain),
        sayOnStderr(config.verbose),
      );
      process.stderr.write(
        removed ? 'transparent proxy uninstalled\n' : 'no transparent proxy is installed: nothing to do\n',
      );
    });
  addSettingFlags(command, 'hidden');
};

function drainTime(given: unknown): number | undefined {
  if (given === undefined || given === false) return undefined;
  const parsed = durationType.parse(given === true ? '30s' : given);
  if (parsed.kind === 'mistake') throw new Fault('usage', `--drain: ${parsed.reason}`);
  return parsed.value;
}
