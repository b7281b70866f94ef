import { type Command, Option } from 'commander';
import {
  type Config,
  type ConfigurationFile,
  configuration,
  environmentName,
  type SettingKey,
  settingKeys,
  settingOf,
} from '#tproxy';
import { readFlagFile } from './read-flag-file.ts';

/** addSettingFlags gives a command every flag of the transparent proxy. Hidden ones are accepted, but not shown in the help. */
export function addSettingFlags(command: Command, shown: 'shown' | 'hidden'): void {
  for (const key of settingKeys) {
    const { flag, alias, type, help, fallback } = settingOf(key);
    for (const name of [flag, alias]) {
      if (name === undefined) continue;
      const value = { switch: ' [bool]', value: ` <${type.hint}>`, list: ` <${type.hint}>` }[type.shape];
      const option = new Option(`--${name}${value}`, `${help}${describeFallback(type.hint, fallback)}`);
      if (type.shape === 'list')
        option.argParser((text: string, before: readonly string[] = []) => [...before, text]);
      command.addOption(option.hideHelp(shown === 'hidden' || name === alias));
    }
  }
  command.addOption(
    new Option('--config <file>', 'configuration file, YAML or JSON; - is standard input; may be repeated')
      .argParser((text: string, before: readonly string[] = []) => [...before, text])
      .hideHelp(shown === 'hidden'),
  );
  command.addOption(
    new Option('--config-file <file>')
      .argParser((text: string, before: readonly string[] = []) => [...before, text])
      .hideHelp(),
  );
}

function describeFallback(hint: string, fallback: unknown): string {
  const silent = fallback === '' || fallback === false || (typeof fallback === 'object' && fallback !== null);
  if (silent) return '';
  return ` (default: ${hint === 'duration' ? `${Number(fallback) / 1000}s` : fallback})`;
}

/**
 * The settings that uninstall and status use. They take everything else from the rules themselves, so that no mistake in
 * another setting stops them.
 */
const upkeepKeys: readonly SettingKey[] = [
  'dryRun',
  'verbose',
  'wait',
  'waitInterval',
  'iptablesExecutables',
  'firewalldConfigDir',
];

/** readConfiguration makes the settings from the command's flags, its files and the environment. */
export function readConfiguration(
  options: Readonly<Record<string, unknown>>,
  purpose: 'install' | 'upkeep',
): Config {
  const flags: Partial<Record<SettingKey, unknown>> = {};
  for (const key of purpose === 'install' ? settingKeys : upkeepKeys) {
    const { flag, alias } = settingOf(key);
    const given = [alias, flag].flatMap(name => (name === undefined ? [] : [options[camelCase(name)]]));
    const value = given.findLast(candidate => candidate !== undefined);
    if (value !== undefined) flags[key] = value;
  }
  if (purpose === 'upkeep') {
    const environment = Object.fromEntries(
      upkeepKeys.map(environmentName).map(name => [name, process.env[name]]),
    );
    return configuration({ files: [], environment, flags });
  }
  const named = [...strings(options.config), ...strings(options.configFile)];
  return configuration({ files: named.flatMap(readFiles), environment: process.env, flags });
}

/** Kuma takes a path, several apart by commas, or (in old releases) the document itself. */
function readFiles(given: string): readonly ConfigurationFile[] {
  if (/^\s*\{|:\s|\n/.test(given)) return [{ name: '--config', text: given }];
  return given.split(',').map(path => ({
    name: path === '-' ? '--config -' : path,
    text: readFlagFile('--config', path, path === '-' ? 0 : path),
  }));
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function camelCase(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** sayOnStderr prints a command's messages; details only if `verbose`. */
export function sayOnStderr(verbose: boolean): (line: string, detail?: 'detail') => void {
  return (line, detail) => {
    if (detail === undefined || verbose) process.stderr.write(`${line}\n`);
  };
}
