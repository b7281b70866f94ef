import { hostAndPort } from '#lib/ip-address.ts';
import type { AwsLambda } from '#resources';
import { given } from '../../policies/given.ts';
import { awsKeys } from '../aws-keys.ts';
import { wantsOf } from '../resolved-names.ts';
import type { WrittenEndpoints } from '../written-endpoints.ts';
import { addressed } from './addressed.ts';
import { type DestinationKind, refused, type Written } from './destination-kind.ts';
import { certifiedFor } from './hosted-service.ts';

/** A function of AWS Lambda, called at its region's endpoint, or at another that is written in its place. */
export const awsLambda: DestinationKind<AwsLambda> = {
  build: (written, context, track) => {
    const { ref, destination } = written;
    const { secret, role } = destination.auth;
    const found = secret && awsKeys(secret, ref, context, track);
    if (found?.problem !== undefined) {
      const { reason, message, path } = found.problem;
      return refused(reason, message, path);
    }
    const { host, port, isTls } = calledAt(destination);
    const built = addressed(endpointIn(written), isTls ? undefined : 'http1', context, track);
    if (built.kind !== 'built') return built;
    const { region, account, functionName, qualifier, isAsync, isWrapped } = destination;
    const name = host.kind === 'ip' ? host.address : host.hostname;
    const isUsual = port === (isTls ? 443 : 80);
    return {
      ...built,
      isProtocolOpen: false,
      backend: {
        ...built.backend,
        ...(isTls ? { protocol: 'auto', tls: certifiedFor(name) } : {}),
        facets: { connections: { idleTimeout } },
        lambda: {
          arn: `arn:${partitionOf(region).name}:lambda:${region}:${account}:function:${functionName}:${qualifier}`,
          region,
          authority: isUsual ? name : hostAndPort(name, port),
          isAsync,
          isWrapped,
          signer: given({ keys: found?.keys, role }),
        },
      },
    };
  },
  wants: (written, context, track) => wantsOf(endpointIn(written), context, track),
};

/** ms. AWS closes connections that are idle: a call on one that it is about to close would fail. */
const idleTimeout = 30_000;

function calledAt({ region, endpoint, at }: AwsLambda): NonNullable<AwsLambda['endpoint']> {
  if (endpoint !== undefined) return endpoint;
  const hostname = `lambda.${region}.${partitionOf(region).domain}`;
  return { host: { kind: 'fqdn', hostname, at: `${at}.region` }, port: 443, isTls: true };
}

function endpointIn({ ref, destination }: Written<AwsLambda>): WrittenEndpoints {
  const { host, port } = calledAt(destination);
  return { ref, spec: { endpoints: [{ ...host, port }], appProtocols: [] } };
}

/** AWS consists of several partitions, each with names of its own. */
function partitionOf(region: string): { readonly name: string; readonly domain: string } {
  if (region.startsWith('cn-')) return { name: 'aws-cn', domain: 'amazonaws.com.cn' };
  return { name: region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws', domain: 'amazonaws.com' };
}
