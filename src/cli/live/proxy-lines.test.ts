import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Client } from '#xds';
import { createProxyLines } from './proxy-lines.ts';

const client = (id: string, node: string, view = node): Client => ({
  ...{ id, node, view, viewKnown: true, envoyVersion: '1.40.0', mode: 'delta' },
  ...{ connectedAt: 0, upToDate: true, hasListeners: true, rejected: [] },
});

/** What is said of one look after the other. */
function lines(...looks: readonly (readonly Client[])[]): string[][] {
  let said: string[] = [];
  const look = createProxyLines((sign, text) => said.push(`${sign} ${text}`));
  return looks.map(clients => {
    said = [];
    look(clients);
    return said;
  });
}

describe('proxies that come and go', () => {
  const web = client('1', 'default/web');
  const edge = client('2', 'edge-7', 'default/web');

  it('are told by their own names, with what they ask for and what they are', () => {
    assert.deepEqual(lines([web], [web, edge], [edge], [edge]), [
      ['+ proxy default/web (Envoy 1.40.0) connected'],
      ['+ proxy edge-7 (default/web, Envoy 1.40.0) connected'],
      ['- proxy default/web (Envoy 1.40.0) disconnected'],
      [],
    ]);
    assert.deepEqual(lines([{ ...web, envoyVersion: '' }]), [['+ proxy default/web connected']]);
  });

  it('are told once where they went and came between two looks', () => {
    assert.deepEqual(lines([web, edge], [client('3', 'default/web'), edge])[1], [
      '~ proxy default/web (Envoy 1.40.0) connected again',
    ]);
  });

  it('are counted where they are many', () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ ...client(`${i}`, `n${i}`), envoyVersion: '' }));
    assert.deepEqual(lines(many, many.slice(3)), [
      ['+ 5 proxies connected: n0, n1, n2, and 2 more'],
      ['- 3 proxies disconnected: n0, n1, n2'],
    ]);
  });
});
