import { resolve } from 'node:path';
import { isMap } from '#lib/fields.ts';
import { type Cidr, mergeCidrs, parseCidr } from './cidr.ts';
import { everyPort, highestUser, mergeRanges, type NumberRange, parseRange } from './number-range.ts';

/** Parsed is a setting's value, or why the text cannot be one (a phrase that follows the setting's name and a colon). */
export type Parsed<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'mistake'; readonly reason: string };

/**
 * SettingType reads one kind of value. `parse` gets text (flag, environment), a list of texts (a repeated flag), or the value
 * in a YAML file. `shape` says how the flag is written: alone, with a value, or several times.
 */
export interface SettingType<T> {
  readonly shape: 'switch' | 'value' | 'list';
  readonly hint: string;
  readonly parse: (raw: unknown) => Parsed<T>;
}

/** UserPorts excludes the traffic of users to these ports, over these protocols. */
export interface UserPorts {
  readonly protocols: readonly ('tcp' | 'udp')[];
  readonly ports: readonly NumberRange[];
  readonly users: readonly NumberRange[];
}

/** VirtualNetwork is an interface behind which other hosts (containers, machines) live, and their addresses. */
export interface VirtualNetwork {
  readonly interface: string;
  readonly cidr: Cidr;
}

/** A list of one setting may have this many entries; more would make a slow firewall, and are a mistake. */
const mostEntries = 512;

const value = <T>(value: T): Parsed<T> => ({ kind: 'value', value });
const mistake = (reason: string): Parsed<never> => ({ kind: 'mistake', reason });

/** text is any string. */
export const text: SettingType<string> = {
  shape: 'value',
  hint: 'text',
  parse: raw => (isScalar(raw) ? value(String(raw)) : mistake('expected one text')),
};

/** A longer path leaves no room for the names below it (Linux allows 4096 bytes in all). */
const longestPath = 1024;

/** path is the path of a file or directory, made absolute. */
export const path: SettingType<string> = {
  shape: 'value',
  hint: 'path',
  parse: raw => {
    const written = isScalar(raw) ? String(raw) : '';
    if (written === '' || written.length > longestPath || /\p{Cc}/u.test(written))
      return mistake(`expected a path of 1 to ${longestPath} characters, without control characters`);
    return value(resolve(written));
  },
};

/** optionalPath is a path, or '' for none. */
export const optionalPath: SettingType<string> = {
  ...path,
  parse: raw => (raw === '' ? value('') : path.parse(raw)),
};

/** bool is a switch; `--flag`, `--flag=false`, and the spellings that Go accepts. */
export const bool: SettingType<boolean> = {
  shape: 'switch',
  hint: 'bool',
  parse: raw => {
    if (/^(true|t|1)$/i.test(String(raw))) return value(true);
    if (/^(false|f|0)$/i.test(String(raw))) return value(false);
    return mistake(`${quote(raw)} is neither true nor false`);
  },
};

/** wholeNumber is an integer from 0 to `most`. */
export function wholeNumber(hint: string, most: number): SettingType<number> {
  return {
    shape: 'value',
    hint,
    parse: raw => {
      const range = isScalar(raw) && /^\d+$/.test(String(raw)) ? parseRange(String(raw), 0, most) : undefined;
      return range === undefined
        ? mistake(`${quote(raw)} is not a whole number from 0 to ${most}`)
        : value(range.first);
    },
  };
}

/** port is a TCP or UDP port that something can listen on. */
export const port: SettingType<number> = {
  shape: 'value',
  hint: 'port',
  parse: raw => {
    const number = isScalar(raw) && /^\d{1,10}$/.test(String(raw).trim()) ? Number(raw) : 0;
    return number >= 1 && number <= 65_535
      ? value(number)
      : mistake(`${quote(raw)} is not a port (1 to 65535)`);
  },
};

/** ports is a list of ports and ranges: `80,8000-8100`. */
export const ports: SettingType<readonly NumberRange[]> = {
  shape: 'list',
  hint: 'ports',
  parse: raw =>
    listOf(raw, /,/, 'a port or a range of ports (1 to 65535)', item =>
      parseRange(item, everyPort.first, everyPort.last),
    ),
};

/** users is a list of user ids and ranges, the full 32 bits: `1000,2000-2999`. */
export const users: SettingType<readonly NumberRange[]> = {
  shape: 'list',
  hint: 'uids',
  parse: raw =>
    listOf(raw, /,/, `a user id or a range of them (0 to ${highestUser})`, item =>
      parseRange(item, 0, highestUser),
    ),
};

/** cidrs is a list of addresses and blocks of either family. */
export const cidrs: SettingType<readonly Cidr[]> = {
  shape: 'list',
  hint: 'ips',
  parse: raw => {
    const parsed = listOf(raw, /,/, 'an IP address or CIDR block', parseCidr);
    return parsed.kind === 'value' ? value(mergeCidrs(parsed.value)) : parsed;
  },
};

/** interfaces is a list of interface names; a trailing `+` stands for any ending, as in iptables. */
export const interfaces: SettingType<readonly string[]> = {
  shape: 'list',
  hint: 'interfaces',
  parse: raw => {
    const parsed = listOf(
      raw,
      /,/,
      'the name of an interface (1 to 15 characters, "+" at the end for any ending)',
      item => (isInterface(item) ? item : undefined),
    );
    return parsed.kind === 'value' ? value([...new Set(parsed.value)].toSorted()) : parsed;
  },
};

/** userPorts is a list of `[PROTOCOL:][PORTS:]UIDS`, separated by `;`, e.g. `tcp:22,8000-8100:1000-1002;2000`. */
export const userPorts: SettingType<readonly UserPorts[]> = {
  shape: 'list',
  hint: '[protocol:][ports:]uids',
  parse: raw =>
    listOf(
      raw,
      /;/,
      'of the form [protocol:][ports:]uids, with protocol tcp or udp, ports a list or *, and uids a number or a range',
      parseUserPorts,
    ),
};

/** virtualNetworks is a list of `INTERFACE:CIDR`. */
export const virtualNetworks: SettingType<readonly VirtualNetwork[]> = {
  shape: 'list',
  hint: 'interface:cidr',
  parse: raw => listOf(raw, /,/, 'of the form INTERFACE:CIDR', parseVirtualNetwork),
};

/** duration is a length of time as Go writes it (`2s`, `1m30s`, `500ms`), in milliseconds. */
export const duration: SettingType<number> = {
  shape: 'value',
  hint: 'duration',
  parse: raw => {
    const written = String(raw).trim();
    if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(written))
      return mistake(`${quote(raw)} is not a duration like 2s or 500ms`);
    const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
    const parts = [...written.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
    const total = parts.reduce((sum, part) => sum + Number(part[1]) * (units[part[2] ?? ''] ?? 0), 0);
    return total <= 3_600_000 ? value(total) : mistake(`${quote(raw)} is longer than an hour`);
  },
};

/** oneOf is one of several words. */
export function oneOf<const T extends string>(...words: readonly T[]): SettingType<T> {
  return {
    shape: 'value',
    hint: words.join('|'),
    parse: raw => {
      const word = words.find(candidate => candidate === String(raw).toLowerCase());
      return word === undefined ? mistake(`${quote(raw)} is none of ${words.join(', ')}`) : value(word);
    },
  };
}

/** executables maps a program's name to its path, written `name:path,...` or as a map. */
export const executables: SettingType<Readonly<Record<string, string>>> = {
  shape: 'list',
  hint: 'name:path',
  parse: raw => {
    const names = /^ip6?tables(-save|-restore)?$/;
    const written = isMap(raw) ? Object.entries(raw).map(([name, path]) => `${name}:${path}`) : raw;
    const parsed = listOf(
      written,
      /,/,
      'of the form NAME:PATH, with NAME one of ip[6]tables[-save|-restore]',
      item => {
        const [, name, path] = /^([^:]+):(.+)$/.exec(item) ?? [];
        return name !== undefined && path !== undefined && names.test(name)
          ? ([name, path] as const)
          : undefined;
      },
    );
    return parsed.kind === 'value' ? value(Object.fromEntries(parsed.value)) : parsed;
  },
};

function parseUserPorts(item: string): UserPorts | undefined {
  const parts = item.split(':').map(part => part.trim());
  const userIds = parseRange(parts.at(-1) ?? '', 0, highestUser);
  if (parts.length > 3 || userIds === undefined) return undefined;
  const [first = '', second = '*'] = parts.slice(0, -1);
  const named = /^(tcp|udp)$/.test(first);
  const [protocol, portList] = parts.length === 3 || named ? [first, second] : ['', first];
  const protocols =
    protocol === 'tcp' || protocol === 'udp' ? ([protocol] as const) : (['tcp', 'udp'] as const);
  if (!/^(tcp|udp|\*|)$/.test(protocol)) return undefined;
  if (portList === '*' || portList === '') return { protocols, ports: [], users: [userIds] };
  const parsed = ports.parse(portList);
  return parsed.kind === 'value'
    ? { protocols, ports: mergeRanges(parsed.value), users: [userIds] }
    : undefined;
}

function parseVirtualNetwork(item: string): VirtualNetwork | undefined {
  const [, name, block] = /^([^:]+):(.+)$/.exec(item) ?? [];
  const cidr = parseCidr(block ?? '');
  return name !== undefined && isInterface(name) && cidr !== undefined
    ? { interface: name, cidr }
    : undefined;
}

function isInterface(name: string): boolean {
  return /^[A-Za-z0-9_.:@-]{0,14}[A-Za-z0-9_.:@+-]$/.test(name) && name !== '.' && name !== '..';
}

function listOf<T>(
  raw: unknown,
  separator: RegExp,
  what: string,
  parse: (item: string) => T | undefined,
): Parsed<readonly T[]> {
  const written = raw === null || raw === undefined ? [] : Array.isArray(raw) ? raw : [raw];
  if (!written.every(isScalar)) return mistake('expected a list of texts');
  const items = written.flatMap(entry => String(entry).split(separator)).map(item => item.trim());
  const parsed: T[] = [];
  for (const item of items.filter(item => item !== '')) {
    const result = parse(item);
    if (result === undefined) return mistake(`${quote(item)} is not ${what}`);
    parsed.push(result);
  }
  return parsed.length > mostEntries
    ? mistake(`${parsed.length} entries are too many (at most ${mostEntries})`)
    : value(parsed);
}

function isScalar(raw: unknown): raw is string | number | boolean {
  return typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean';
}

function quote(raw: unknown): string {
  const written = typeof raw === 'string' ? raw : (JSON.stringify(raw) ?? 'nothing');
  return `"${written.length > 60 ? `${written.slice(0, 60)}…` : written}"`;
}
