import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import type { ClusterLoad } from '../server.ts';
import { checkNames, decode } from '../wire/request.ts';

// As envoy/service/load_stats/v3/lrs.proto and envoy/config/endpoint/v3/load_report.proto number their fields.
const clusterStats = 2;
const cluster = { name: 1, localities: 2 };
const locality = { successful: 2, inProgress: 3, failed: 4, issued: 8 };

/**
 * readLoads gives the clusters of a LoadStatsRequest to which something was sent. In every report Envoy repeats its node with
 * all its extensions (60 KB), which is skipped unread, and lists every cluster that it has. It throws a RequestError for bytes
 * that are no report.
 */
export function readLoads(bytes: Uint8Array): readonly ClusterLoad[] {
  const loads = decode(() => {
    const reader = new BinaryReader(bytes);
    const used: ClusterLoad[] = [];
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      if (field === clusterStats && type === WireType.LengthDelimited)
        used.push(...readCluster(reader.bytes()));
      else reader.skip(type);
    }
    return used;
  }, 'LoadStatsRequest');
  checkNames(loads.map(({ cluster }) => cluster));
  return loads;
}

function readCluster(bytes: Uint8Array): readonly ClusterLoad[] {
  const reader = new BinaryReader(bytes);
  let name: Uint8Array = new Uint8Array();
  let isUsed = false;
  let requests = 0;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (type === WireType.LengthDelimited && field === cluster.name) name = reader.bytes();
    else if (type === WireType.LengthDelimited && field === cluster.localities) {
      const { issued, successful, failed, inProgress } = readLocality(reader.bytes());
      // Clients other than Envoy may leave out how many requests they issued.
      requests += issued === 0 ? successful + failed : issued;
      isUsed ||= requests + inProgress > 0;
    } else reader.skip(type);
  }
  return isUsed ? [{ cluster: Buffer.from(name).toString('utf8'), requests }] : [];
}

function readLocality(bytes: Uint8Array): Record<keyof typeof locality, number> {
  const reader = new BinaryReader(bytes);
  const found = { successful: 0, inProgress: 0, failed: 0, issued: 0 };
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    const key = type === WireType.Varint ? countAt[field] : undefined;
    if (key === undefined) reader.skip(type);
    else found[key] = Number(reader.uint64());
  }
  return found;
}

const countAt: Readonly<Record<number, keyof typeof locality>> = {
  [locality.successful]: 'successful',
  [locality.inProgress]: 'inProgress',
  [locality.failed]: 'failed',
  [locality.issued]: 'issued',
};
