import type { IncomingMessage, ServerResponse } from 'node:http';
import type http2 from 'node:http2';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import type { AttributeContext } from '#gen/envoy/service/auth/v3/attribute_context_pb.js';
import { CheckRequestSchema, CheckResponseSchema } from '#gen/envoy/service/auth/v3/external_auth_pb.js';

import { program } from './program.ts';

/** The public half of the key that the tokens of stories are signed with. */
const keySet = {
  keys: [
    {
      kty: 'EC',
      x: 'KxqyzafTCJhP3-hb5djd7FhYnRP0QeFHurRemCNnQ8A',
      y: 'QBUXVZjSdKox81-iJYlrTGkSvmCW5oQyVwaVMZZB-B0',
      crv: 'P-256',
      kid: 'fetched',
      alg: 'ES256',
      use: 'sig',
    },
  ],
};

/** idToken is the provider's token for the user who has logged in. */
export const idToken = 'eyJhbGciOiAibm9uZSJ9.eyJzdWIiOiAiYWxpY2UiLCAiZXhwIjogNDEwMjQ0NDgwMH0.x';

/** A request with this token may pass, but only at the second attempt. */
const sometimes = 'ask-again';
let timesAsked = 0;

/** A request with this token may pass. */
const pass = 'let-me-in';

/**
 * guard is the HTTP server that policies ask before a request is forwarded.
 *
 * - `/keys` is a set of keys for JWTs, `/program.wasm` a program, `/token` gives the client `shop` a token.
 * - At any other path it decides whether a request may pass: without a token it may not, and with the token `broken` the
 *   guard fails.
 */
export function guard(request: IncomingMessage, response: ServerResponse): void {
  const { pathname } = new URL(`http://guard${request.url}`);
  if (pathname === '/keys') {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(keySet));
    return;
  }
  if (pathname === '/program.wasm') {
    response.end(program);
    return;
  }
  if (pathname === '/token') {
    const isKnown =
      request.headers.authorization === `Basic ${Buffer.from('shop:s3cret').toString('base64')}`;
    response.statusCode = isKnown ? 200 : 401;
    response.setHeader('content-type', 'application/json');
    const token = {
      access_token: 'token-of-alice',
      id_token: idToken,
      token_type: 'Bearer',
      expires_in: 3600,
    };
    response.end(JSON.stringify(token));
    return;
  }
  const asked = request.headers['x-token'];
  // The guard fails at every other attempt.
  const token = asked !== sometimes ? asked : ++timesAsked % 2 === 1 ? 'broken' : pass;
  response.statusCode = token === 'broken' ? 500 : token === pass ? 200 : 401;
  response.setHeader('x-user', 'alice');
  response.setHeader('x-asked', `${request.method} ${request.headers.host}${request.url}`);
  response.end(token === pass ? '' : 'who are you?');
}

/** checkMethod is the method that Envoy calls over gRPC. */
export const checkMethod = '/envoy.service.auth.v3.Authorization/Check';

/** guardCall answers the same over gRPC. */
export function guardCall(request: http2.Http2ServerRequest, response: http2.Http2ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    // A flag and a length go before the message.
    const { attributes } = fromBinary(CheckRequestSchema, Buffer.concat(chunks).subarray(5));
    const { headers = {}, body = '' } = attributes?.request?.http ?? {};
    const token = headers['x-token'];
    const answer = toBinary(CheckResponseSchema, token === pass ? letPass(attributes, body) : turnedAway());
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(answer.length, 1);
    response.setHeader('content-type', 'application/grpc');
    response.addTrailers({ 'grpc-status': token === 'broken' ? '13' : '0' });
    response.end(Buffer.concat([prefix, answer]));
  });
}

/** The rule and route that the guard was told about. */
function toldRoute(attributes: AttributeContext | undefined): string {
  const { resources } = attributes?.routeMetadataContext?.filterMetadata['envoy-gateway'] ?? {};
  const [told] = (resources ?? []) as Record<string, string>[];
  return ['kind', 'namespace', 'name', 'sectionName'].map(field => told?.[field] ?? '').join('/');
}

function letPass(attributes: AttributeContext | undefined, body: string) {
  const told = {
    'x-user': 'alice',
    'x-context': attributes?.contextExtensions.shop ?? '',
    'x-route': toldRoute(attributes),
    'x-body': String(body.length),
    'x-told': Object.keys(attributes?.request?.http?.headers ?? {}).includes('x-other') ? 'all' : 'some',
  };
  return create(CheckResponseSchema, {
    status: { code: 0 },
    httpResponse: {
      case: 'okResponse',
      value: { headers: Object.entries(told).map(([key, value]) => ({ header: { key, value } })) },
    },
  });
}

function turnedAway() {
  const permissionDenied = 7;
  return create(CheckResponseSchema, {
    status: { code: permissionDenied },
    httpResponse: { case: 'deniedResponse', value: { status: { code: 401 }, body: 'who are you?' } },
  });
}
