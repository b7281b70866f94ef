import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack, StringValueSchema } from '@bufbuild/protobuf/wkt';
import { WasmSchema } from '#gen/envoy/extensions/filters/http/wasm/v3/wasm_pb.js';
import { FailurePolicy } from '#gen/envoy/extensions/wasm/v3/wasm_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { HttpRule, ProgramCode, Wasm } from '#model';
import { clusterName, filterInstance, itemInstance } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

const fetchTimeout = protobufDuration(10_000);

/** wasm runs programs in WebAssembly. They stand in the chain, so each program of a policy has an instance. */
export function wasm({ wasm }: HttpRule): readonly FilterNeed[] {
  if (wasm === undefined) return [];
  const { owner, value } = wasm;
  return value.map((one, i) => {
    const instance = itemInstance(filterInstance('envoy.filters.http.wasm', owner), i);
    return {
      instance,
      settings: anyPack(WasmSchema, create(WasmSchema, settingsOf(one, instance))),
      origin: owner,
      clusters: one.code.kind === 'fetched' ? [clusterName(one.code.from)] : [],
      perRoute: switchedOn,
    };
  });
}

/** Each instance has a virtual machine of its own: programs of two policies see nothing of each other. */
function settingsOf(one: Wasm, vmId: string): MessageInitShape<typeof WasmSchema> {
  const { configuration, environment, failsOpen } = one;
  return {
    config: {
      name: one.name,
      rootId: one.rootId,
      vm: {
        case: 'vmConfig',
        value: {
          vmId,
          runtime: 'envoy.wasm.runtime.v8',
          code: { specifier: sourceOf(one.code) },
          ...(environment.length === 0 ? {} : { environmentVariables: { hostEnvKeys: [...environment] } }),
        },
      },
      failurePolicy: failsOpen ? FailurePolicy.FAIL_OPEN : FailurePolicy.FAIL_CLOSED,
      ...(configuration === undefined
        ? {}
        : { configuration: anyPack(StringValueSchema, create(StringValueSchema, { value: configuration })) }),
    },
  };
}

function sourceOf(code: ProgramCode) {
  switch (code.kind) {
    case 'file': {
      const specifier = { case: 'filename', value: code.path } as const;
      return { case: 'local', value: { specifier } } as const;
    }
    case 'fetched': {
      const httpUpstreamType = { case: 'cluster', value: clusterName(code.from) } as const;
      const httpUri = { uri: code.url, httpUpstreamType, timeout: fetchTimeout };
      return { case: 'remote', value: { httpUri, sha256: code.sha256 } } as const;
    }
  }
}
