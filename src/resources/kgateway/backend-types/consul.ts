import { Type } from 'typebox';
import { sharedText } from '#lib/kept-text.ts';
import { converted, type Report } from '../../schema/annotate.ts';
import type { Read } from '../../schema/readonly.ts';

/** ConsulService is the instances of a service in Consul's catalogue that have all of `tags` and none of `otherTags`. */
export interface ConsulService {
  readonly kind: 'consul';
  readonly service: string;
  /** Empty: the datacenter of the agent that is asked. */
  readonly datacenters: readonly string[];
  readonly tags: readonly string[];
  readonly otherTags: readonly string[];
  readonly consistency?: 'stale' | 'consistent';
  readonly isCached: boolean;
  /** The path where it is written. */
  readonly at: string;
}

/** What Consul accepts, without what would change the path of the query. */
const serviceName = Type.String({
  minLength: 1,
  maxLength: 253,
  pattern: '^(?!\\.{1,2}$)[^\\s/?#\\\\]+$',
  '~wants': 'the name of a service in Consul',
});
const datacenter = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  '~wants': 'the name of a data center of Consul: letters, digits, "-" and "_"',
});
const tag = Type.String({ minLength: 1, maxLength: 512 });
const tags = Type.Array(tag, { maxItems: 64, default: [] });

const consistencies = {
  DefaultMode: undefined,
  StaleMode: 'stale',
  ConsistentMode: 'consistent',
} as const;

const writtenConsul = Type.Object(
  {
    serviceName,
    dataCenters: Type.Array(datacenter, { maxItems: 16, default: [] }),
    instanceTags: tags,
    instanceBlacklistTags: tags,
    consistencyMode: Type.Enum(['DefaultMode', 'StaleMode', 'ConsistentMode'], { default: 'DefaultMode' }),
    queryOptions: Type.Optional(Type.Object({ useCache: Type.Boolean({ default: false }) })),
    connectEnabled: Type.Boolean({ default: false }),
  },
  { '~unserved': ['serviceSpec', 'serviceTags', 'subsetTags'] },
);

/** consul is `consul`, in gloo's form. */
export const consul = converted(writtenConsul, readConsul);

function readConsul(written: Read<typeof writtenConsul>, report: Report, path: () => string): ConsulService {
  const { serviceName: service, dataCenters, instanceTags, instanceBlacklistTags, connectEnabled } = written;
  const consistency = consistencies[written.consistencyMode];
  const isCached = written.queryOptions?.useCache === true;
  if (connectEnabled)
    report(
      'is not served: who takes part in Consul’s mesh is called by its certificates, and nothing is sent in plain text in their stead',
      'connectEnabled',
    );
  if (isCached && consistency === 'consistent')
    report(
      'must be left out, as consistencyMode is ConsistentMode: what is kept is confirmed by nobody',
      'queryOptions',
      'useCache',
    );
  return {
    kind: 'consul',
    service,
    datacenters: [...new Set(dataCenters)],
    tags: instanceTags,
    otherTags: instanceBlacklistTags,
    ...(consistency === undefined ? {} : { consistency }),
    isCached,
    at: sharedText(path()),
  };
}
