import type {
  ChangedCondition,
  ChangedListener,
  ChangedObject,
  ChangedProxy,
  ChangedRequest,
  Difference,
  Sign,
} from '#inspect';
import type { Colour, Paint } from './colours.ts';
import { byteSize, count, countResources } from './counted.ts';

/** How many items of each sort are named; `-o json` has all. */
const mostNamed = 40;

/** differenceText shows a difference to people, with emphasis on what breaks. `findings` are the lines of new findings. */
export function differenceText(
  difference: Difference,
  findings: readonly string[],
  against: string,
  paint: Paint,
): string {
  const { objects, requests, compared, conditions, listeners, proxies, breaks } = difference;
  const section = <T>(title: string, items: readonly T[], line: (item: T) => string) => {
    if (items.length === 0) return [];
    const more = items.length > mostNamed ? [`  ... and ${items.length - mostNamed} more: -o json`] : [];
    return [paint('bold', title), ...items.slice(0, mostNamed).map(item => `  ${line(item)}`), ...more, ''];
  };
  const lines = [
    ...section('requests', requests, request => requestLine(request, paint)),
    ...section('listeners', listeners, listener => listenerLine(listener, paint)),
    ...section('status', conditions, condition => conditionLine(condition, paint)),
    ...section('findings', findings, finding => finding),
    ...section('objects', objects, object => objectLine(object, paint)),
    ...section('proxies', proxies, proxy => proxyLine(proxy, paint)),
  ];
  if (lines.length === 0) return `nothing is otherwise than with ${against}`;
  const looked = paint('dim', `(${count(compared, 'request')} compared)`);
  const verdict =
    breaks === 0
      ? paint('green', `nothing breaks that worked with ${against}`)
      : paint('red', `${count(breaks, 'thing breaks', 'things break')} that worked with ${against}`);
  return [...lines, `${verdict} ${looked}`].join('\n');
}

const colours = { '+': 'green', '~': 'yellow', '-': 'red', '=': 'dim' } as const satisfies Record<
  Sign,
  Colour
>;

function signed(sign: Sign, paint: Paint): string {
  return paint(colours[sign], sign);
}

function objectLine({ sign, object, traffic }: ChangedObject, paint: Paint): string {
  return `${signed(sign, paint)} ${object}${traffic ? paint('dim', '  its traffic changes') : ''}`;
}

function requestLine({ proxy, request, alike, before, after, breaks }: ChangedRequest, paint: Paint): string {
  const more = alike === 0 ? '' : paint('dim', ` and ${alike} more like it`);
  return [
    `${mark(breaks, true, paint)} ${request}${more}${paint('dim', ` at ${proxy}`)}`,
    `    was ${before}`,
    `    now ${after}`,
  ].join('\n  ');
}

/** Where a condition existed and still does, its new content is the news. */
function conditionLine(changed: ChangedCondition, paint: Paint): string {
  const { object, at, type, before, after, breaks } = changed;
  const about = at === '' ? object : `${object} at ${at}`;
  const turn = [before?.status, after?.status].map(status => status ?? 'none').join(' → ');
  const why = after ?? before;
  const said = why === undefined ? '' : `: ${why.message} (${why.reason})`;
  return `${mark(breaks, after !== undefined, paint)} ${about}: ${type} ${turn}${said}`;
}

function listenerLine({ sign, proxy, listener, breaks }: ChangedListener, paint: Paint): string {
  return `${breaks ? mark(true, true, paint) : signed(sign, paint)} ${proxy}: ${listener}${sign === '-' ? ' goes' : ''}`;
}

function mark(breaks: boolean, isThere: boolean, paint: Paint): string {
  if (breaks) return paint('red', '✗');
  return isThere ? paint('yellow', '~') : paint('dim', '-');
}

function proxyLine({ sign, proxy, bytes, resources }: ChangedProxy, paint: Paint): string {
  const what = resources.flatMap(({ type, added, changed, removed }) =>
    [[added, 'added'] as const, [changed, 'changed'] as const, [removed, 'removed'] as const].flatMap(
      ([n, word]) => (n === 0 ? [] : [`${countResources(n, type)} ${word}`]),
    ),
  );
  return `${signed(sign, paint)} ${proxy}: ${byteSize(bytes)}: ${what.join(', ')}`;
}
