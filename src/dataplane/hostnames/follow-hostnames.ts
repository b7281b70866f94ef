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
  /** Whose names: the view's. */
  readonly node: NodeName;
  /** Asked at each connection. */
  readonly token?: () => string | undefined;
  /** Where names are kept, so that they are answered after a restart while nobody tells them. */
  readonly file: string;
  /** Called before it connects again; how it ends does not matter. */
  readonly onReturn?: () => Promise<void>;
  /** Told whenever names came or went. */
  readonly onChange?: () => void;
  /** Told of the end of each connection, and of names that cannot be kept. */
  readonly onNotice?: (message: string) => void;
}

/** Hostnames are the names that a proxy's view has, as its control plane tells them. */
export interface Hostnames {
  readonly table: HostTable;
  readonly size: number;
  /** The control plane has said something on the present connection. */
  readonly isConnected: boolean;
  /** Resolves when they are on disk. */
  close(): Promise<void>;
}

const method = '/envoy.service.discovery.v3.AggregatedDiscoveryService/DeltaAggregatedResources';
const typeUrl = typeUrls.hostname;
/** ms between tries to connect: the first, and the longest; half of it is left to chance. */
const firstWait = 200;
const longestWait = 5_000;
/** ms. Names come by the thousand, and are written once. */
const settles = 200;
/** A name has a few addresses: one, or two. */
const mostAddresses = 64;

/**
 * followHostnames keeps the names of a view, by delta ADS: it says what it holds when it connects, and is told what differs. What
 * it was told last stays, whether or not there is a control plane.
 */
export function followHostnames(options: HostnamesOptions): Hostnames {
  const { target, node, file, onChange = () => {}, onNotice = () => {} } = options;
  const names = readNames(file);
  // A name is another in each mesh, and a view is of one.
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
        // Every try would say so again.
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

/** keptHostnames answers from what was told last of a mesh, before anybody is asked. */
export function keptHostnames(file: string, mesh: string): HostTable {
  const names = readNames(file);
  return name => names.get(`${mesh}/${name}`)?.addresses;
}

/** What is in a response, or why it is refused. */
function hostnamesIn({ resources }: DeltaResponse): readonly (readonly [string, KnownName])[] | string {
  try {
    return resources.map(({ name, version, bytes }) => {
      const { addresses } = readHostname(bytes);
      if (!isAskable(name.slice(name.indexOf('/') + 1))) {
        throw new Error(`${JSON.stringify(name.slice(0, 300))} is no hostname`);
      }
      if (addresses.length > mostAddresses || addresses.some(address => isIP(address) === 0)) {
        throw new Error(`${name} has what is no address, or more than ${mostAddresses}`);
      }
      return [name, { version, addresses }] as const;
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
