import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { tracingSettings } from './settings.ts';

const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('whether spans are sent', () => {
  it('is said by where to, of all or of traces', () => {
    assert.equal(tracingSettings({}).kind, 'off');
    assert.equal(tracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: ' ' }).kind, 'off');
    assert.equal(tracingSettings(endpoint).kind, 'on');
    assert.equal(tracingSettings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/v1/traces' }).kind, 'on');
  });

  it('may be denied in the standard’s two ways', () => {
    assert.deepEqual(tracingSettings({ ...endpoint, OTEL_SDK_DISABLED: 'TRUE' }), { kind: 'off' });
    assert.deepEqual(tracingSettings({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }), { kind: 'off' });
    assert.equal(tracingSettings({ ...endpoint, OTEL_TRACES_EXPORTER: 'console, otlp' }).kind, 'on');
  });

  it('a protocol that is not spoken is said so, and that of traces counts before that of all', () => {
    const grpc = { ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' };
    const settings = tracingSettings(grpc);
    assert.match(settings.kind === 'off' ? (settings.problem ?? '') : '', /PROTOCOL=grpc: no spans are sent/);
    assert.equal(tracingSettings({ ...grpc, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' }).kind, 'on');
  });
});
