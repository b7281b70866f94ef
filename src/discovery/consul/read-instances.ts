import type { ConsulInstance } from '#model';

/** Far more than a service has: an answer with more is not what it claims to be. */
const mostInstances = 20_000;
const mostTags = 256;
const longestText = 512;

/**
 * readInstances reads an answer of `/v1/health/service/NAME`: the instances that are not critical, in order. It throws where that
 * is no such answer.
 */
export function readInstances(body: string): readonly ConsulInstance[] {
  const entries = parsed(body);
  if (!Array.isArray(entries)) throw noAnswer('it is not a list of instances');
  if (entries.length > mostInstances) throw noAnswer(`it has more than ${mostInstances} instances`);
  return entries
    .flatMap((entry: unknown, i) => instanceIn(entry, i) ?? [])
    .sort((a, b) => (a.id < b.id ? -1 : Number(a.id > b.id)));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw noAnswer('it is not JSON');
  }
}

function noAnswer(why: string): Error {
  return new Error(`what was answered is none of Consul’s: ${why}`);
}

function instanceIn(entry: unknown, i: number): ConsulInstance | undefined {
  const fields = mapIn(entry);
  const node = mapIn(fields.Node);
  const service = mapIn(fields.Service);
  const wrong = (what: string) => noAnswer(`[${i}].${what} is not what Consul says there`);
  const text = (value: unknown, what: string): string => {
    if (typeof value !== 'string' || value.length > longestText) throw wrong(what);
    return value;
  };
  const weight = weightOf(statusOf(fields.Checks), mapIn(service.Weights));
  if (weight === 0) return undefined;
  const { Port: port = 0, Tags: tags } = service;
  if (!Number.isInteger(port) || Number(port) < 0 || Number(port) > 65_535) throw wrong('Service.Port');
  const own = text(service.Address ?? '', 'Service.Address');
  const zone = mapIn(service.Locality).Zone ?? mapIn(node.Locality).Zone;
  return {
    id: `${text(node.Node, 'Node.Node')}/${text(service.ID, 'Service.ID')}`,
    address: own === '' ? text(node.Address ?? '', 'Node.Address') : own,
    port: Number(port),
    tags: tagsIn(tags ?? [])
      .map(tag => text(tag, 'Service.Tags'))
      .sort(),
    ...(typeof zone === 'string' && zone !== '' ? { zone: text(zone, 'Locality') } : {}),
    ...(weight === 1 ? {} : { weight }),
  };

  function tagsIn(written: unknown): readonly unknown[] {
    if (!Array.isArray(written) || written.length > mostTags) throw wrong('Service.Tags');
    return written;
  }
}

type Status = 'passing' | 'warning' | 'critical';

/** The worst status of its checks, including those of its node, as in Consul's own answers over DNS. */
function statusOf(checks: unknown): Status {
  const said = Array.isArray(checks) ? checks.map(check => mapIn(check).Status) : [];
  if (said.some(status => status !== 'passing' && status !== 'warning')) return 'critical';
  return said.includes('warning') ? 'warning' : 'passing';
}

/** The weight of an instance; 0: nobody is to be sent there. */
function weightOf(status: Status, { Passing, Warning }: Fields): number {
  if (status === 'critical') return 0;
  const written = status === 'passing' ? Passing : Warning;
  return typeof written === 'number' ? Math.min(Math.max(Math.trunc(written), 0), 65_535) : 1;
}

type Fields = Readonly<Record<string, unknown>>;

function mapIn(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
