import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ec2Instance } from '#model';

/** Refusal is an error that AWS sends instead of an answer. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Ec2Server answers DescribeInstances on loopback, in pages of a given size, without checking signatures. */
export class Ec2Server {
  /** By region. */
  readonly instances = new Map<string, readonly Ec2Instance[]>();
  readonly refusals = new Map<string, Refusal>();
  /** How often the first page of each region was requested. */
  readonly asked = new Map<string, number>();
  /** The key id that signed the last question to each region. */
  readonly signers = new Map<string, string>();
  /** Called when the first page of a region is requested. */
  onAsked: (region: string) => void = () => undefined;
  readonly #server: Server;

  static async start(pageSize = 2): Promise<Ec2Server> {
    const server = new Ec2Server(pageSize);
    server.#server.listen(0, '127.0.0.1');
    await once(server.#server, 'listening');
    return server;
  }

  private constructor(pageSize: number) {
    this.#server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const question = new URLSearchParams(Buffer.concat(chunks).toString());
      const [, keyId = '', region = ''] =
        /Credential=([^/]*)\/[^/]*\/([^/]*)\//.exec(request.headers.authorization ?? '') ?? [];
      const from = Number(question.get('NextToken') ?? 0);
      if (from === 0) {
        this.asked.set(region, (this.asked.get(region) ?? 0) + 1);
        this.onAsked(region);
      }
      this.signers.set(region, keyId);
      const refusal = this.refusals.get(region);
      const all = this.instances.get(region) ?? [];
      response.writeHead(refusal?.status ?? 200, { 'content-type': 'text/xml' });
      response.end(refusal === undefined ? page(all, from, pageSize) : refused(refusal));
    });
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

function page(all: readonly Ec2Instance[], from: number, pageSize: number): string {
  const items = all
    .slice(from, from + pageSize)
    .map(instance)
    .join('');
  const next = from + pageSize < all.length ? `<nextToken>${from + pageSize}</nextToken>` : '';
  return `<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId><reservationSet><item><reservationId>r-1</reservationId><instancesSet>${items}</instancesSet></item></reservationSet>${next}</DescribeInstancesResponse>`;
}

function instance({ id, zone, privateAddress, publicAddress, tags }: Ec2Instance): string {
  const field = (name: string, value: string | undefined) =>
    value === undefined ? '' : `<${name}>${value}</${name}>`;
  const pairs = Object.entries(tags).map(
    ([key, value]) => `<item>${field('key', key)}${field('value', value)}</item>`,
  );
  return `<item>${field('instanceId', id)}${field('privateIpAddress', privateAddress)}${field('ipAddress', publicAddress)}<placement>${field('availabilityZone', zone)}</placement><tagSet>${pairs.join('')}</tagSet></item>`;
}

function refused({ code, message }: Refusal): string {
  return `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>`;
}
