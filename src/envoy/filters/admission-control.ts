import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { AdmissionControlSchema } from '#gen/envoy/extensions/filters/http/admission_control/v3/admission_control_pb.js';
import { protobufDuration } from '#lib/duration.ts';
import type { AdmissionControl, HttpRule } from '#model';
import { filterInstance } from '../names.ts';
import type { FilterNeed } from './http-filter.ts';
import { switchedOn } from './switched-on.ts';

/** admissionControl turns requests away. What it counts stands in the chain, so each policy has an instance. */
export function admissionControl({ admissionControl }: HttpRule): readonly FilterNeed[] {
  if (admissionControl === undefined) return [];
  const { owner, value } = admissionControl;
  return [
    {
      instance: filterInstance('envoy.filters.http.admission_control', owner),
      settings: anyPack(AdmissionControlSchema, create(AdmissionControlSchema, settingsOf(value))),
      clusters: [],
      perRoute: switchedOn,
    },
  ];
}

/** Envoy requires a runtime key for each value; nobody sets any of them. */
const runtimeKey = (name: string) => `admission_control.${name}`;

function settingsOf({
  window,
  minSuccess,
  aggression,
  minRate,
  maxRejection,
  successes,
}: AdmissionControl): MessageInitShape<typeof AdmissionControlSchema> {
  const percent = (name: string, value: number) => ({
    runtimeKey: runtimeKey(name),
    defaultValue: { value },
  });
  const { statuses, grpcStatuses } = successes ?? {};
  return {
    evaluationCriteria: {
      case: 'successCriteria',
      value: {
        ...(statuses === undefined
          ? {}
          : { httpCriteria: { httpSuccessStatus: statuses.map(s => ({ start: s, end: s + 1 })) } }),
        ...(grpcStatuses === undefined ? {} : { grpcCriteria: { grpcSuccessStatus: [...grpcStatuses] } }),
      },
    },
    ...(window === undefined ? {} : { samplingWindow: protobufDuration(window) }),
    ...(aggression === undefined
      ? {}
      : { aggression: { runtimeKey: runtimeKey('aggression'), defaultValue: aggression } }),
    ...(minSuccess === undefined ? {} : { srThreshold: percent('sr_threshold', minSuccess) }),
    ...(minRate === undefined
      ? {}
      : { rpsThreshold: { runtimeKey: runtimeKey('rps_threshold'), defaultValue: minRate } }),
    ...(maxRejection === undefined
      ? {}
      : { maxRejectionProbability: percent('max_rejection', maxRejection) }),
  };
}
