import { parseCel } from '#lib/cel.ts';
import type { LogFilter } from '#model';
import { loggedGrpcStatuses, type WrittenLogFilter, type WrittenSingleFilter } from '#resources';
import { expressionProblem } from '../../routes/expression.ts';
import type { SectionProblem } from '../section-problem.ts';

/** logFilterOf reads which requests are recorded. */
export function logFilterOf({ andFilter, orFilter, ...single }: WrittenLogFilter): LogFilter {
  if (andFilter !== undefined) return { kind: 'all', of: andFilter.map(singleOf) };
  return orFilter === undefined ? singleOf(single) : { kind: 'any', of: orFilter.map(singleOf) };
}

const comparisons = { EQ: 'equal', GE: 'at-least', LE: 'at-most' } as const;
const denominators = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 };

function singleOf(written: WrittenSingleFilter): LogFilter {
  const { statusCodeFilter, durationFilter, headerFilter, responseFlagFilter, grpcStatusFilter } = written;
  const { celFilter, runtimeFilter, notHealthCheckFilter, traceableFilter } = written;
  const comparison = statusCodeFilter ?? durationFilter;
  if (comparison !== undefined) {
    const { op, value } = comparison;
    return { kind: statusCodeFilter ? 'status' : 'duration', is: comparisons[op], value };
  }
  if (headerFilter !== undefined) {
    const { type, name, value } = headerFilter.header;
    const kind = type === 'Exact' ? 'exact' : 'regex';
    return { kind: 'header', condition: { kind, name: name.toLowerCase(), value } };
  }
  if (responseFlagFilter !== undefined) return { kind: 'flags', flags: responseFlagFilter.flags };
  if (grpcStatusFilter !== undefined) {
    const statuses = grpcStatusFilter.statuses.map(status => loggedGrpcStatuses.indexOf(status));
    return { kind: 'grpc', statuses, isOthers: grpcStatusFilter.exclude };
  }
  if (celFilter !== undefined) return { kind: 'expression', expression: celFilter.match };
  if (runtimeFilter !== undefined) {
    const { numerator, denominator } = runtimeFilter.percentSampled;
    return {
      kind: 'share',
      percent: Math.min(100, (numerator / denominators[denominator]) * 100),
      key: runtimeFilter.runtimeKey,
      isPerRequest: runtimeFilter.useIndependentRandomness,
    };
  }
  if (notHealthCheckFilter !== undefined) return { kind: 'no-health-check' };
  if (traceableFilter === undefined) throw new Error('the schema asks for one of them');
  return { kind: 'traced' };
}

/** logFilterProblems are expressions in a filter that Envoy would refuse. */
export function logFilterProblems(
  { andFilter, orFilter, ...single }: WrittenLogFilter,
  path: string,
): SectionProblem[] {
  const within = (list: readonly WrittenSingleFilter[] | undefined, name: string) =>
    (list ?? []).flatMap((one, i) => problemsOf(one, `${path}.${name}[${i}]`));
  return [...problemsOf(single, path), ...within(andFilter, 'andFilter'), ...within(orFilter, 'orFilter')];
}

function problemsOf({ celFilter, headerFilter }: WrittenSingleFilter, path: string): SectionProblem[] {
  const header = headerFilter?.header;
  const regex = header?.type === 'RegularExpression' ? expressionProblem(header.value) : undefined;
  const read = celFilter && parseCel(celFilter.match);
  const cel = read !== undefined && 'problem' in read ? read.problem : undefined;
  return [
    ...(regex === undefined ? [] : [{ message: regex, path: `${path}.headerFilter.header.value` }]),
    ...(cel === undefined ? [] : [{ message: cel, path: `${path}.celFilter.match` }]),
  ].map(problem => ({ reason: 'Invalid', ...problem }));
}
