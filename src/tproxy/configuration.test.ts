import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuration, type Inputs } from './configuration.ts';
import { environmentName, type SettingKey, settingKeys } from './settings.ts';

const none: Inputs = { files: [], environment: {}, flags: {} };
const file = (text: string) => [{ name: 'tproxy.yaml', text }];

test('precedence is defaults < files in order < environment < flags', () => {
  const key: SettingKey = 'redirect.outbound.port';
  const files = [
    { name: 'a', text: 'redirect: { outbound: { port: 1001 } }' },
    { name: 'b', text: '{"redirect":{"outbound":{"port":1002}}}' },
  ];
  const environment = { KUMA_TRANSPARENT_PROXY_REDIRECT_OUTBOUND_PORT: '1003' };
  assert.equal(configuration(none)[key], 15_001);
  assert.equal(configuration({ ...none, files })[key], 1002);
  assert.equal(configuration({ ...none, files, environment })[key], 1003);
  assert.equal(configuration({ files, environment, flags: { [key]: '1004' } })[key], 1004);
});

test("environment variables have Kuma's names", () => {
  const names: Readonly<Partial<Record<SettingKey, string>>> = {
    kumaDPUser: 'KUMA_DP_USER',
    ipFamilyMode: 'IP_FAMILY_MODE',
    'redirect.inbound.excludePortsForIPs': 'REDIRECT_INBOUND_EXCLUDE_PORTS_FOR_IPS',
    'redirect.outbound.excludePortsForUIDs': 'REDIRECT_OUTBOUND_EXCLUDE_PORTS_FOR_UIDS',
    'redirect.outbound.insertRedirectInsteadOfAppend': 'REDIRECT_OUTBOUND_INSERT_REDIRECT_INSTEAD_OF_APPEND',
    'redirect.dns.captureAll': 'REDIRECT_DNS_CAPTURE_ALL',
    'redirect.dns.resolvConfigPath': 'REDIRECT_DNS_RESOLV_CONFIG_PATH',
    'ebpf.instanceIPEnvVarName': 'EBPF_INSTANCE_IP_ENV_VAR_NAME',
    'ebpf.bpffsPath': 'EBPF_BPFFS_PATH',
    'ebpf.tcAttachIface': 'EBPF_TC_ATTACH_IFACE',
    'retry.sleepBetweenRetries': 'RETRY_SLEEP_BETWEEN_RETRIES',
    iptablesExecutables: 'IPTABLES_EXECUTABLES',
    cniMode: 'CNI_MODE',
  };
  for (const [key, name] of Object.entries(names)) {
    assert.equal(environmentName(key as SettingKey), `KUMA_TRANSPARENT_PROXY_${name}`);
  }
  assert.equal(new Set(settingKeys.map(environmentName)).size, settingKeys.length);
});

test('a mistake names where it is and what to do', () => {
  const refused = (inputs: Partial<Inputs>, message: RegExp, exitCode: number) =>
    assert.throws(
      () => configuration({ ...none, ...inputs }),
      (error: Error & { exitCode?: number }) => {
        assert.match(error.message, message);
        assert.equal(error.message.includes('\n'), false);
        assert.equal(error.exitCode, exitCode);
        return true;
      },
    );
  refused({ flags: { 'redirect.inbound.port': '0' } }, /^--redirect-inbound-port: "0" is not a port/, 2);
  refused(
    { flags: { 'redirect.inbound.port': '70000' } },
    /^--redirect-inbound-port: "70000" is not a port/,
    2,
  );
  refused(
    { environment: { KUMA_TRANSPARENT_PROXY_WAIT: 'x' } },
    /^KUMA_TRANSPARENT_PROXY_WAIT: "x" is not a whole number/,
    1,
  );
  refused(
    { files: file('redirect: { dns: { port: 99999 } }') },
    /^tproxy.yaml: redirect.dns.port: "99999" is not a port/,
    1,
  );
  refused(
    { files: file('redirect: { dns: { prot: 53 } }') },
    /^tproxy.yaml: "redirect.dns.prot" is not a setting/,
    1,
  );
  refused({ files: file('- 1') }, /^tproxy.yaml: the file must hold a map/, 1);
  refused({ files: file('a: [') }, /^tproxy.yaml: not YAML or JSON/, 1);
  refused({ files: file(`# ${'x'.repeat(1_048_576)}`) }, /^tproxy.yaml: larger than/, 1);
  refused(
    { flags: { 'redirect.dns.enabled': true, 'redirect.dns.captureAll': true } },
    /only one of --redirect-dns and --redirect-all-dns-traffic/,
    2,
  );
  refused(
    { flags: { 'ebpf.enabled': true, backend: 'nftables' } },
    /--ebpf-enabled .* contradicts --backend nftables/,
    2,
  );
  refused(
    { flags: { storeFirewalld: true, backend: 'nftables' } },
    /--store-firewalld .* contradicts --backend nftables/,
    2,
  );
  refused(
    { flags: { 'redirect.inbound.port': '15001' } },
    /--redirect-inbound-port and --redirect-outbound-port are both 15001/,
    2,
  );
});

test('the flag for all DNS turns DNS on, the same setting in a file does not (as with Kuma)', () => {
  assert.equal(
    configuration({ ...none, flags: { 'redirect.dns.captureAll': true } })['redirect.dns.enabled'],
    true,
  );
  assert.equal(
    configuration({ ...none, files: file('redirect: { dns: { captureAll: true } }') })[
      'redirect.dns.enabled'
    ],
    false,
  );
  const both = configuration({
    ...none,
    files: file('redirect: { dns: { enabled: true, captureAll: true } }'),
  });
  assert.equal(both['redirect.dns.captureAll'], true);
});

test('lists in files may be YAML lists or texts; empty blocks say nothing', () => {
  const text =
    'redirect:\n  inbound:\n    excludePorts: [22, "8000-8100"]\n  outbound:\n    excludePorts: 80,443\n  vnet:\n';
  const config = configuration({ ...none, files: file(text) });
  assert.deepEqual(config['redirect.inbound.excludePorts'].length, 2);
  assert.deepEqual(config['redirect.outbound.excludePorts'].length, 2);
  assert.deepEqual(configuration({ ...none, files: file('') }), configuration(none));
});
