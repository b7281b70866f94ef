import { Fault } from '#lib/fault.ts';
import { type Fields, isMap } from '#lib/fields.ts';
import { readFlagFile } from './read-flag-file.ts';

/** DataplaneFile is the Dataplane that a proxy brings, as far as its agent has to know it. */
export interface DataplaneFile {
  readonly mesh: string;
  readonly name: string;
  /** The text with its variables filled in. */
  readonly text: string;
  /** The ports to which its traffic is redirected, 0 for none; absent where nothing is redirected. */
  readonly capture?: {
    readonly inbound: number;
    readonly outbound: number;
    /** The one family of addresses that is redirected; absent: both are. */
    readonly family?: 4 | 6;
  };
}

const longest = 256 * 1024;

/**
 * readDataplaneFile reads a file, or standard input (`-`), and replaces each `{{ name }}` by its value. It throws a Fault
 * (`input`).
 */
export async function readDataplaneFile(
  file: string,
  variables: ReadonlyMap<string, string>,
): Promise<DataplaneFile> {
  const text = filledIn(readFlagFile('--dataplane-file', file, file === '-' ? 0 : file), file, variables);
  if (text.length > longest) throw wrong(file, `is longer than ${longest} characters`);
  const value = scanned(text) ?? (await parsed(file, text));
  const { type, mesh = 'default', name } = value;
  if (type !== 'Dataplane') throw wrong(file, 'must be one object with `type: Dataplane`');
  if (typeof mesh !== 'string' || typeof name !== 'string') throw wrong(file, 'must have a `name`');
  const capture = captureOf(value);
  return { mesh, name, text, ...(capture === undefined ? {} : { capture }) };
}

/** readVariables parses the values of `--dataplane-var`: `NAME=VALUE`, or several of these separated by commas. */
export function readVariables(given: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    given
      .flatMap(one => one.split(/,(?=[\w.-]+=)/))
      .map(one => {
        const [, name = '', value = ''] = /^([\w.-]+)=(.*)$/s.exec(one) ?? [];
        if (name === '') throw new Fault('usage', `--dataplane-var ${one}: must be NAME=VALUE`);
        return [name, value];
      }),
  );
}

/** As in Kuma, a name in double braces stands for its value. */
function filledIn(text: string, file: string, variables: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => {
    const value = variables.get(name);
    if (value === undefined)
      throw wrong(
        file,
        `asks for {{ ${name} }}, which no --dataplane-var gives: --dataplane-var ${name}=VALUE`,
      );
    return value;
  });
}

/**
 * Most Dataplanes can be scanned line by line, which spares a long-running process the YAML parser. A misreading is noticed
 * when the proxy joins, since the Dataplane then differs from the one announced.
 */
function scanned(text: string): Fields | undefined {
  const bare = text.replaceAll(/(?:^|\s)#.*$/gm, '');
  const field = (name: string) => new RegExp(`^${name}:[ \\t]+([\\w.-]+)[ \\t]*$`, 'm').exec(bare)?.[1];
  const port = (name: string) => new RegExp(`\\b${name}:[ \\t]*(\\d+)`).exec(bare)?.[1];
  const [type, name] = [field('type'), field('name')];
  const mesh = field('mesh');
  if (type === undefined || name === undefined || (mesh === undefined) !== !/^mesh:/m.test(bare))
    return undefined;
  const [inbound, outbound] = [port('redirectPortInbound'), port('redirectPortOutbound')];
  const family = /\bipFamilyMode:[ \t]*["']?(IPv[46])\b/.exec(bare)?.[1];
  const capture = {
    ...(inbound === undefined ? {} : { redirectPortInbound: Number(inbound) }),
    ...(outbound === undefined ? {} : { redirectPortOutbound: Number(outbound) }),
    ...(family === undefined ? {} : { ipFamilyMode: family }),
  };
  const isCaptured = /\btransparentProxying:/.test(bare);
  return {
    ...{ type, name },
    ...(mesh === undefined ? {} : { mesh }),
    networking: isCaptured ? { transparentProxying: capture } : {},
  };
}

async function parsed(file: string, text: string): Promise<Fields> {
  const { load } = await import('js-yaml');
  try {
    const value = load(text);
    return isMap(value) ? value : {};
  } catch (error) {
    throw wrong(file, `is not valid YAML: ${error instanceof Error ? error.message : error}`);
  }
}

/** The ports are checked where the proxy joins; the defaults are the same there. */
function captureOf({ networking }: Fields): DataplaneFile['capture'] {
  const capture = isMap(networking) ? networking.transparentProxying : undefined;
  if (!isMap(capture)) return undefined;
  const port = (value: unknown, fallback: number) => (typeof value === 'number' ? value : fallback);
  return {
    inbound: port(capture.redirectPortInbound, 15_006),
    outbound: port(capture.redirectPortOutbound, 15_001),
    ...(capture.ipFamilyMode === 'IPv4' ? { family: 4 } : {}),
    ...(capture.ipFamilyMode === 'IPv6' ? { family: 6 } : {}),
  };
}

function wrong(file: string, what: string): Fault {
  return new Fault('input', `--dataplane-file ${file}: ${what}`);
}
