import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { test } from 'node:test';
import { startEnvoy } from './rig/envoy.ts';
import { eventually } from './rig/http.ts';

const noError = 0;
const noSuchName = 3;
const notImplemented = 4;
const types = { a: 1, mx: 15, txt: 16, aaaa: 28, srv: 33 } as const;

/** A DNS query of one question, as RFC 1035 writes it. */
function query(name: string, type: number): Buffer {
  const labels = name.split('.').flatMap(label => [label.length, ...Buffer.from(label)]);
  return Buffer.from([0x47, 0x11, 0x01, 0x00, 0, 1, 0, 0, 0, 0, 0, 0, ...labels, 0, 0, type, 0, 1]);
}

test('the DNS filter compares names case-sensitively, answers NOTIMP to TXT, and denies names for want of a type', async t => {
  const probe = createSocket('udp4');
  t.after(() => probe.close());
  probe.bind(0, '127.0.0.1');
  await once(probe, 'listening');
  const port = probe.address().port + 1;
  const envoy = await startEnvoy({ xds: '127.0.0.1:9', listeners: [dnsListener(port)] });
  t.after(() => envoy.stop());
  await eventually(
    () => envoy.stat('listener_manager.total_listeners_active'),
    count => count === 1,
    20_000,
  );

  async function ask(
    name: string,
    type: number,
  ): Promise<{ readonly code: number; readonly answers: number }> {
    probe.send(query(name, type), port, '127.0.0.1');
    const [message] = (await once(probe, 'message')) as [Buffer];
    return { code: message.readUInt8(3) % 16, answers: message.readUInt16BE(6) };
  }

  assert.deepEqual(await ask('shop.mesh', types.a), { code: noError, answers: 1 });
  assert.deepEqual(await ask('Shop.mesh', types.a), { code: noSuchName, answers: 0 });
  assert.deepEqual(await ask('shop.mesh', types.txt), { code: notImplemented, answers: 0 });
  assert.deepEqual(await ask('shop.mesh', types.mx), { code: notImplemented, answers: 0 });
  // Denies the whole name, where it means to say that it has no record of this type.
  assert.deepEqual(await ask('shop.mesh', types.aaaa), { code: noSuchName, answers: 0 });
  assert.deepEqual(await ask('shop.mesh', types.srv), { code: noSuchName, answers: 0 });
});

function dnsListener(port: number) {
  const shop = { name: 'shop.mesh', endpoint: { address_list: { address: ['10.1.2.3'] } } };
  const filter = {
    '@type': 'type.googleapis.com/envoy.extensions.filters.udp.dns_filter.v3.DnsFilterConfig',
    stat_prefix: 'dns',
    server_config: { inline_dns_table: { virtual_domains: [shop] } },
  };
  return {
    name: 'dns',
    address: { socket_address: { protocol: 'UDP', address: '127.0.0.1', port_value: port } },
    listener_filters: [{ name: 'envoy.filters.udp.dns_filter', typed_config: filter }],
  };
}
