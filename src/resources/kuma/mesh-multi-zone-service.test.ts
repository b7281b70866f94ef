import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakesIn, specOf } from '../decode-yaml.ts';
import { meshMultiZoneService } from './mesh-multi-zone-service.ts';

const service = (spec: string) => `{type: MeshMultiZoneService, mesh: default, name: web, spec: ${spec}}`;

test('services that have labels are called as one', () => {
  assert.deepEqual(
    specOf(
      meshMultiZoneService,
      service(
        '{selector: {meshService: {matchLabels: {app: web}}}, ports: [{port: 80}, {name: api, port: 81, appProtocol: grpc}]}',
      ),
    ),
    {
      selector: { meshService: { matchLabels: { app: 'web' } } },
      ports: [
        { port: 80, appProtocol: 'tcp' },
        { name: 'api', port: 81, appProtocol: 'grpc' },
      ],
      status: { vips: [], addresses: [] },
    },
  );
});

test('no labels, no ports, and a protocol that nobody knows are mistakes', () => {
  assert.deepEqual(
    mistakesIn(
      service('{selector: {meshService: {matchLabels: {}}}, ports: [{port: 80, appProtocol: smtp}]}'),
    ),
    [
      'error spec.selector.meshService.matchLabels: must not be empty',
      'error spec.ports[0].appProtocol: must be one of http, http2, grpc, tcp, kafka, mysql, but is "smtp"',
    ],
  );
  assert.deepEqual(mistakesIn(service('{selector: {meshService: {}}, ports: []}')), [
    'error spec.selector.meshService.matchLabels: is required',
    'error spec.ports: must have at least one item',
  ]);
});
