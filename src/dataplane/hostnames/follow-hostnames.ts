import { randomInt } from 'node:crypto';
import { isIP } from 'node:net';
import { isAskable } from '#lib/hostname.ts';
import { typeUrls } from '#lib/xds-resource.ts';
import type { HostTable } from '../dns/index.ts';
import {
  type DeltaResponse,
  type NodeName,
  readDeltaResponse,
  readHostname,
  writeDeltaRequest,
} from './discovery-messages.ts';
import { type ControlPlaneTarget, type GrpcStream, openGrpcStream } from './grpc-stream.ts';
import { type KnownName, readNames, writeNames } from './name-file.ts';

export interface HostnamesOptions {
  readonly target: ControlPlaneTarget;
  /** The node whose view's names these are. */
  readonly node: NodeName;
  /** Called at each connection. */
  readonly token?: () => string | undefined;
  /** The file that keeps the names, so that they are answered after a restart while there is no control plane. */
  readonly file: string;
  /** Called before each reconnection; whether it fails does not matter. */
  readonly onReturn?: () => Promise<void>;
  /** Called whenever names were added or removed. */
  readonly onChange?: () => void;
  /** Called at the end of each connection, and where names cannot be kept. */
  readonly onNotice?: (message: string) => void;
}

/** Hostnames are the names of a proxy's view, as its control plane sends them. */
export interface Hostnames {
  readonly table: HostTable;
  readonly size: number;
  /** The control plane has sent something on the present connection. */
  readonly isConnected: boolean;
  /** Resolves when the names are on disk. */
  close(): Promise<void>;
}

const method = '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources';
const typeUrl = typeUrls.hostname;
/** ms between attempts to connect: at first, and at most. Half of it is random. */
const firstWait = 200;
const longestWait = 5_000;
/** ms. Names come by the thousand, and are written to disk once. */
const settles = 200;
/** A name has a few addresses: one, or two. */
const mostAddresses = 64;

/**
 * followHostnames keeps the names of a view, by delta ADS: when it connects it says which it holds, and receives the
 * differences. The names received last stay, whether or not there is a control plane.
 */
export function followHostnames(options: HostnamesOptions): Hostnames {
  const { target, node, file, onChange = () => {}, onNotice = () => {} } = options;
  const names = readNames(file);
  // The same name may differ between meshes; a view belongs to one mesh.
  const mesh = node.id.slice(0, node.id.indexOf('.')).replaceAll('%2E', '.');
  let stream: GrpcStream | undefined;
  let isConnected = false;
  let failures = 0;
  let lastReason: string | undefined;
  let isClosed = false;
  let again: NodeJS.Timeout | undefined;
  let saving: NodeJS.Timeout | undefined;

  function connect(): void {
    const token = options.token?.();
    stream = openGrpcStream({
      ...{ target, method, onMessage: receive },
      headers: token === undefined ? {} : { authorization: token },
      onEnd: reason => {
        isConnected = false;
        // Every attempt would repeat the notice.
        if (reason !== lastReason) {
          onNotice(
            `names of the mesh: the control plane at ${target.url} is away (${reason}); the last ones stay`,
          );
        }
        lastReason = reason;
        const wait = Math.min(longestWait, firstWait * 2 ** failures++);
        again = setTimeout(() => void returning(), wait / 2 + randomInt(wait / 2));
      },
    });
    const held = [...names].map(([name, { version }]) => [name, version] as const);
    stream.send(writeDeltaRequest({ node, typeUrl, subscribe: ['*'], held }));
  }

  async function returning(): Promise<void> {
    await options.onReturn?.().catch(() => {});
    if (!isClosed) connect();
  }

  function receive(message: Buffer): void {
    const response = readDeltaResponse(message);
    isConnected = true;
    failures = 0;
    lastReason = undefined;
    if (response.typeUrl !== typeUrl) return;
    const { nonce } = response;
    const told = hostnamesIn(response);
    if (typeof told === 'string') {
      stream?.send(writeDeltaRequest({ typeUrl, nonce, refusal: told }));
      return;
    }
    for (const [name, known] of told) names.set(name, known);
    for (const name of response.removed) names.delete(name);
    stream?.send(writeDeltaRequest({ typeUrl, nonce }));
    onChange();
    saving ??= setTimeout(() => void save(), settles);
  }

  async function save(): Promise<void> {
    saving = undefined;
    await writeNames(file, names).catch((error: unknown) =>
      onNotice(`names of the mesh cannot be kept: ${error instanceof Error ? error.message : error}`),
    );
  }

  connect();
  return {
    table: name => names.get(`${mesh}/${name}`)?.addresses,
    get size() {
      return names.size;
    },
    get isConnected() {
      return isConnected;
    },
    async close() {
      isClosed = true;
      clearTimeout(again);
      stream?.close();
      if (saving === undefined) return;
      clearTimeout(saving);
      await save();
    },
  };
}

/** keptHostnames answers from the names of a mesh that the file keeps, before any control plane is asked. */
export function keptHostnames(file: string, mesh: string): HostTable {
  const names = readNames(file);
  return name => names.get(`${mesh}/${name}`)?.addresses;
}

/** The names in a response, or why it is refused. */
function hostnamesIn({ resources }: DeltaResponse): readonly (readonly [string, KnownName])[] | string {
  try {
    return resources.map(({ name, version, bytes }) => {
      const { addresses } = readHostname(bytes);
      if (!isAskable(name.slice(name.indexOf('/') + 1))) {
        throw new Error(`${JSON.stringify(name.slice(0, 300))} is not a hostname`);
      }
      if (addresses.length > mostAddresses || addresses.some(address => isIP(address) === 0)) {
        throw new Error(`${name} has what is not an address, or more than ${mostAddresses}`);
      }
      return [name, { version, addresses }] as const;
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
