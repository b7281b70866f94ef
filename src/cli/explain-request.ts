import { type Command, Option } from 'commander';
import { type AskedRequest, type RequestExplanation, readRequest } from '#inspect';
import { Fault } from '#lib/fault.ts';
import { type ApiFlags, addApiFlags, openApi } from './api/open-api.ts';
import { painter } from './colours.ts';
import { allPrintable } from './printable.ts';
import { repeated } from './repeated.ts';
import { requestText } from './request-text.ts';
import { print, printData } from './stdout.ts';

interface RequestFlags extends ApiFlags {
  readonly header?: readonly string[];
  readonly gateway?: string;
  readonly sni?: string;
  readonly from?: string;
  readonly output: 'text' | 'json' | 'yaml';
}

const examples = `
No request is sent: the answer follows from the gateway's configuration.

Examples:
  fairlead explain request GET http://shop.example.com/cart      from the control plane on this machine
  fairlead explain request GET http://localhost:8080/cart -H 'host: shop.example.com' -f shop/
  fairlead explain request POST https://shop.example.com/ -H 'x-tenant: good' --from 10.1.2.3
  fairlead explain request https://10.0.0.1/ --sni shop.example.com --gateway edge/web
  fairlead explain request POST http://rpc.example.com/shop.v1.Cart/Add -H 'content-type: application/grpc'
  fairlead explain request tls://db.example.com:5432             which route serves a connection; tcp:// and udp:// too`;

/** `fairlead explain request`: what a request meets on its way, and why not the alternatives. */
export function addRequestCommand(explain: Command): void {
  const command = explain
    .command('request')
    .description(
      'Explain which listener, route, rule, filters, policies and backends a request meets, and why not others',
    )
    .addHelpText('after', examples)
    .argument('<method>', 'GET, POST, … (default: GET)')
    .argument('[url]', 'http://HOST[:PORT]/PATH or https://…; tcp://, tls:// or udp:// for a connection')
    .option('-H, --header <line>', "header of the request, 'name: value'; may be repeated", repeated)
    .option('--gateway <namespace/name>', 'gateway to ask (default: every gateway that listens on the port)')
    .option('--sni <name>', 'server name in the TLS handshake (default: the host of the URL)')
    .option('--from <address>', 'IP address of the client')
    .addOption(
      new Option('-o, --output <format>', 'output format').choices(['text', 'json', 'yaml']).default('text'),
    );
  addApiFlags(command).action(explainRequest);
}

async function explainRequest(first: string, second: string | undefined, flags: RequestFlags): Promise<void> {
  const [method, url] = second === undefined ? ['GET', first] : [first, second];
  const asked: AskedRequest = {
    method,
    url,
    headers: (flags.header ?? []).map(readHeader),
    ...(flags.gateway === undefined ? {} : { gateway: flags.gateway }),
    ...(flags.sni === undefined ? {} : { serverName: flags.sni }),
    ...(flags.from === undefined ? {} : { from: flags.from }),
  };
  const read = readRequest(asked);
  if ('problem' in read) throw new Fault('usage', read.problem);
  const api = await openApi(flags);
  const explanation = (await api.get(`/v1/explain-request?${queryOf(asked)}`)) as RequestExplanation;
  if (flags.output === 'text')
    print(requestText(allPrintable(explanation), api.show, painter(process.stdout)));
  else printData(explanation, flags.output);
}

function readHeader(line: string) {
  const colon = line.indexOf(':', 1);
  if (colon < 0) throw new Fault('usage', `-H ${JSON.stringify(line)} is not a header: write 'name: value'`);
  return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
}

function queryOf({ method, url, headers, gateway, serverName, from }: AskedRequest): URLSearchParams {
  const pairs: [string, string][] = [
    ['method', method],
    ['url', url],
    ...headers.map(({ name, value }): [string, string] => ['header', `${name}: ${value}`]),
    ...optional('gateway', gateway),
    ...optional('sni', serverName),
    ...optional('from', from),
  ];
  return new URLSearchParams(pairs);
}

function optional(name: string, value: string | undefined): [string, string][] {
  return value === undefined ? [] : [[name, value]];
}
