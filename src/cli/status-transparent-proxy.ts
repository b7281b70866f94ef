import { Option } from 'commander';
import { checkExpectation, describeStatus, parseExpectation, readStatus } from '#tproxy';
import type { RegisterCommand } from './command.ts';
import { commandGroup } from './command-group.ts';
import { addSettingFlags, readConfiguration } from './transparent-proxy-flags.ts';

/** For scripts: 0 intact (and as expected), 1 absent, 2 drifted or not as expected. */
const exitCodes = { intact: 0, absent: 1, drifted: 2 } as const;

/** `fairlead status transparent-proxy`: what is in force, and how it differs from what was installed. */
export const statusTransparentProxyCommand: RegisterCommand = program => {
  const command = commandGroup(program, 'status', 'Show the state of something on this host')
    .command('transparent-proxy')
    .description(
      'Show whether the transparent proxy is intact (exit 0), absent (1) or has drifted (2), and how',
    )
    .addOption(new Option('-o, --output <format>', 'output format').choices(['text', 'json']).default('text'))
    .option(
      '--expect-ports <ports>',
      'ports that the rules must redirect to: OUTBOUND[,INBOUND[,DNS]]; - for none',
    )
    .option('--expect-user <user>', 'user that the proxy must run as')
    .action(async (options: Readonly<Record<string, unknown>>) => {
      const expectation = await parseExpectation(options.expectPorts, options.expectUser);
      const status = await readStatus(readConfiguration(options, 'upkeep'));
      const mismatches = checkExpectation(status, expectation);
      process.stdout.write(
        options.output === 'json'
          ? `${JSON.stringify({ ...status, mismatches }, null, 2)}\n`
          : `${[...describeStatus(status), ...mismatches.map(line => `not as expected: ${line}`)].join('\n')}\n`,
      );
      process.exitCode =
        status.state === 'intact' && mismatches.length > 0 ? exitCodes.drifted : exitCodes[status.state];
    });
  addSettingFlags(command, 'hidden');
};
