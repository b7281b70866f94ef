import type { Collection } from '#graph';
import { byPlace, locateFinding } from '#inspect';
import { deepEqual } from '#lib/equal.ts';
import type { Finding } from '#lib/finding.ts';
import { displayRef, parseResourceKey, type ResourceKey } from '#lib/resource-ref.ts';
import type { XdsResource, XdsType } from '#lib/xds-resource.ts';
import { kinds } from '#resources';
import type { Client, Push } from '#xds';
import type { ControlPlane } from '../../main/control-plane.ts';
import { locateBy } from '../../main/locate.ts';
import type { Paint } from '../colours.ts';
import { findingLines } from '../finding-text.ts';
import { printable } from '../printable.ts';
import { ChangeWindow } from './change-window.ts';
import { createProxyLines } from './proxy-lines.ts';
import { followReadiness } from './readiness-lines.ts';
import { type Sign, signColours } from './sign.ts';

export interface LiveLinesOptions {
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
  readonly paint: Paint;
  /** A file's name as people know it. */
  readonly show: (file: string) => string;
}

/** LiveLines reports what happens in a running control plane, one line each. */
export interface LiveLines {
  /** Pass these three to `startControlPlane`. */
  readonly onPush: (push: Push) => void;
  readonly onNotice: (message: string) => void;
  readonly onClients: (clients: readonly Client[]) => void;
  /** Begins to tell of changes; call it when the control plane has started. */
  follow(controlPlane: ControlPlane): void;
  /** Writes a line of the caller's own, with the time before it. */
  say(sign: Sign, text: string): void;
  /** Stops reporting changes and proxies. */
  stop(): void;
}

/** How many objects of one change are named; the rest are counted. */
const named = 3;
/** How many findings of one change are shown in full; finding a line means reading the file. */
const told = 20;

/**
 * createLiveLines reports, for each change of the user's files, its outcome:
 *
 *     12:00:01 ~ httproute/default/shop (shop.yaml:12) → 1 virtual host, 412 B to 1 proxy, acknowledged in 3 ms
 *
 * The line appears when every proxy has acknowledged, or after a second. It covers everything that happened meanwhile, so
 * that the lines cost little however fast the changes come.
 */
export function createLiveLines({ write, paint, show }: LiveLinesOptions): LiveLines {
  const ends: (() => void)[] = [];
  let window: ChangeWindow | undefined;
  let stopped = false;
  const clockTime = createClock();

  const line = (sign: Sign, painted: string) =>
    write(`${paint('dim', clockTime())} ${paint(signColours[sign], sign)} ${painted}`);
  const say = (sign: Sign, text: string) => line(sign, printable(text));

  const follow = (controlPlane: ControlPlane) => {
    const { graph, pipeline } = controlPlane;
    const place = locateBy(controlPlane.origin);
    const where = (key: ResourceKey) => {
      const found = place(key, '');
      return found === undefined ? '' : ` (${show(found.file)}:${found.line})`;
    };
    const open = () => {
      window ??= new ChangeWindow({
        clients: () => controlPlane.clients(),
        done: (changes, outcome) => {
          window = undefined;
          const subjects = changes.slice(0, named).map(([key, sign]) => ({
            sign,
            text: `${displayRef(parseResourceKey(key))}${sign === '-' ? '' : where(key)}`,
          }));
          const [first, ...others] = subjects;
          if (first === undefined) return;
          const more = changes.length > named ? `, and ${changes.length - named} more` : '';
          const rest = others.map(({ sign, text }) => `, ${paint(signColours[sign], sign)} ${text}`).join('');
          line(first.sign, `${first.text}${rest}${more} → ${outcome}`);
        },
      });
      return window;
    };

    for (const { id } of kinds) {
      ends.push(
        pipeline.inputs.of(id).subscribe(changes => {
          for (const { key, before, after } of changes) {
            open().note(key, before === undefined ? '+' : after === undefined ? '-' : '~');
          }
        }),
      );
    }
    const sent = (type: XdsType, name: string) => open().expect(type, name);
    for (const collection of Object.values(pipeline.resources) as Collection<XdsResource>[]) {
      ends.push(
        collection.subscribe(changes => {
          for (const { before, after } of changes) {
            const resource = after ?? before;
            if (resource !== undefined) sent(resource.type, resource.name);
          }
        }),
      );
    }
    ends.push(
      pipeline.members.subscribe(changes => {
        for (const { before, after } of changes) {
          const member = after ?? before;
          if (member !== undefined) sent(member.type, member.name);
        }
      }),
      followReadiness(pipeline.status, say),
      pipeline.status.findings.subscribe(changes => {
        const fresh = changes.flatMap(({ key, before = [], after = [] }) =>
          without(after, before).map(finding => ({ key, finding })),
        );
        const located = fresh.slice(0, told).map(({ key, finding }) => locateFinding(key, finding, place));
        for (const text of findingLines(located.sort(byPlace), show, paint)) line('!', text);
        if (fresh.length > told) say('!', `and ${fresh.length - told} more: see fairlead get findings`);
        for (const { key, before = [], after = [] } of changes) {
          const mended = without(before, after).length;
          if (mended > 0 && after.length === 0)
            say('✓', `${subjectOf(key, show)}: nothing to complain about any more`);
        }
      }),
      graph.onSettled(() => window?.settled()),
    );
  };

  return {
    onPush: push => window?.pushed(push),
    onNotice: message => say('·', message),
    onClients: createProxyLines((sign, text) => {
      if (!stopped) say(sign, text);
    }),
    follow,
    say,
    stop: () => {
      stopped = true;
      for (const end of ends) end();
      window?.stop();
    },
  };
}

function without(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  return findings.filter(finding => !others.some(other => deepEqual(finding, other)));
}

/** A document that names no object is named by its file. */
function subjectOf(key: ResourceKey, show: (file: string) => string): string {
  const at = key.lastIndexOf('#');
  return at >= 0 ? show(key.slice(0, at)) : displayRef(parseResourceKey(key));
}

/**
 * The present time of day, computed once a second: there may be hundreds of lines a second, and computing it costs as much
 * as the rest of a line.
 */
function createClock(): () => string {
  let second = 0;
  let text = '';
  return () => {
    const now = Math.floor(Date.now() / 1000);
    if (now !== second) {
      second = now;
      text = new Date().toTimeString().slice(0, 8);
    }
    return text;
  };
}
