import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConsul } from './consul-flags.ts';

describe('whom to ask for Consul’s catalogue', () => {
  it('is an agent on this machine where nothing is said', () => {
    assert.deepEqual(readConsul({}, {}), { consul: { url: 'http://127.0.0.1:8500' } });
  });

  it('is said by the variables that Consul’s own programs read', () => {
    const env = {
      CONSUL_HTTP_ADDR: 'consul.example.com:8501',
      CONSUL_HTTP_SSL: 'true',
      CONSUL_HTTP_TOKEN: 'a',
      CONSUL_HTTP_TOKEN_FILE: '/run/token',
      CONSUL_CACERT: '/run/ca.pem',
      CONSUL_CLIENT_CERT: '/run/cert.pem',
      CONSUL_CLIENT_KEY: '/run/key.pem',
      CONSUL_TLS_SERVER_NAME: 'server.dc1.consul',
      CONSUL_NAMESPACE: 'shop',
      CONSUL_PARTITION: '',
    };
    assert.deepEqual(readConsul({}, env).consul, {
      url: 'https://consul.example.com:8501',
      tokenFile: '/run/token',
      caFile: '/run/ca.pem',
      certFile: '/run/cert.pem',
      keyFile: '/run/key.pem',
      token: 'a',
      serverName: 'server.dc1.consul',
      namespace: 'shop',
    });
  });

  it('is said by flags before those', () => {
    const env = { CONSUL_HTTP_ADDR: 'one:1', CONSUL_HTTP_TOKEN_FILE: '/one', CONSUL_CACERT: '/one' };
    const flags = { consulAddress: 'unix:///run/consul.sock', consulTokenFile: '/two', consulCaFile: '/two' };
    assert.deepEqual(readConsul(flags, env).consul, {
      url: 'unix:///run/consul.sock',
      tokenFile: '/two',
      caFile: '/two',
    });
  });

  it('is nobody by a mistake in a variable, which concerns those alone that ask', () => {
    assert.deepEqual(readConsul({}, { CONSUL_HTTP_ADDR: 'http://me:secret@here:1' }), {
      consul: {
        problem:
          'CONSUL_HTTP_ADDR: "http://…@here:1" holds a name or a password: agents know tokens; write 127.0.0.1:8500, https://consul.example.com:8501 or unix:///run/consul.sock',
      },
    });
  });

  for (const [address, why] of [
    ['ftp://here:1', /--consul-address: "ftp:\/\/here:1" is not an address of an agent; write/],
    ['http://', /is not an address of an agent/],
    ['https://here:1/v1', /has more than a host and a port/],
    ['unix://run/consul.sock', /is not an absolute path of a socket/],
    ['http://me:secret@here:1', /"http:\/\/…@here:1" holds a name or a password/],
  ] as const) {
    it(`is not at ${address}`, () => {
      assert.throws(() => readConsul({ consulAddress: address }, {}), why);
    });
  }
});
