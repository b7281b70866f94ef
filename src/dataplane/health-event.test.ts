import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHealthEvent } from './health-event.ts';

// Lines that Envoy 1.40 wrote.
const lines = {
  answered:
    '{"health_checker_type":"HTTP","host":{"socket_address":{"protocol":"TCP","address":"127.0.0.1","port_value":18881,"resolver_name":"","ipv4_compat":false,"network_namespace_filepath":""}},"cluster_name":"c1","eject_unhealthy_event":{"failure_type":"ACTIVE","http_status_code":503},"timestamp":"2026-11-28T23:09:04.929Z","locality":{"region":"","zone":"","sub_zone":""}}',
  unconnected:
    '{"health_checker_type":"HTTP","host":{"socket_address":{"protocol":"TCP","address":"::1","port_value":18882}},"cluster_name":"c1","timestamp":"2026-11-28T23:08:59.920Z","health_check_failure_event":{"failure_type":"NETWORK","first_check":true,"http_status_code":0},"locality":{"region":"","zone":"","sub_zone":""}}',
  back: '{"health_checker_type":"HTTP","host":{"socket_address":{"address":"127.0.0.1","port_value":18881}},"cluster_name":"c1","add_healthy_event":{"first_check":false}}',
  ejected:
    '{"type":"CONSECUTIVE_5XX","timestamp":"2026-11-28T23:08:25.936Z","cluster_name":"c1","upstream_url":"127.0.0.1:18882","action":"EJECT","num_ejections":1,"enforced":true,"eject_consecutive_event":{}}',
};

test('a line tells which endpoint of which cluster it is about, and why it was taken out', () => {
  assert.deepEqual(readHealthEvent(lines.answered), {
    cluster: 'c1',
    address: '127.0.0.1:18881',
    why: 'it answered 503',
  });
  assert.deepEqual(readHealthEvent(lines.unconnected), {
    cluster: 'c1',
    address: '[::1]:18882',
    why: 'no connection to it',
  });
  assert.deepEqual(readHealthEvent(lines.back), { cluster: 'c1', address: '127.0.0.1:18881' });
  assert.deepEqual(readHealthEvent(lines.ejected), {
    cluster: 'c1',
    address: '127.0.0.1:18882',
    why: 'answers of 5xx in a row',
  });
});

test('what is no such line is passed over', () => {
  for (const line of ['', 'null', '[]', '{"cluster_name":1}', lines.answered.slice(0, 100)])
    assert.equal(readHealthEvent(line), undefined);
});
