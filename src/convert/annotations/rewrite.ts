import type { IngressRule } from '#resources';
import { type AnnotationKind, isOn, type RuleMeaning } from './annotation-kind.ts';

/** What makes a path an expression. */
const special = /[$()*+?[\\\]^{|}]/;
/** A path whose rest, or its rest behind the slash, is captured. */
const captured = /^(?<prefix>(?:\/[^$()*+?[\\\]^{|}]*?)?)(?:\((?:\/\|\$|\/)\)\(\.[*+]\)|\/\??\(\.[*+]\))\$?$/;

/** rewrite is which path a backend sees, and paths that are expressions. */
export const rewrite: AnnotationKind = {
  names: ['rewrite-target', 'use-regex'],
  read(textOf, rules) {
    const target = textOf('rewrite-target')?.trim() ?? '';
    if (target === '') return isOn(textOf('use-regex')) ? { ofRule: byExpression } : {};
    if (!target.startsWith('/') || /[\s?#]/.test(target)) return `${target} is not a path`;
    const meanings = new Map(rules.map(rule => [rule, rewritten(rule, target)] as const));
    const odd = [...meanings].find(([, meaning]) => meaning === undefined);
    if (odd !== undefined)
      return `${target} at the path ${odd[0].path.value} needs captures that no filter of a route has`;
    return { ofRule: rule => meanings.get(rule) ?? {} };
  },
};

/** Nginx matches the beginning of the path by the expression, in any case. */
function byExpression({ path: { value } }: IngressRule): RuleMeaning {
  if (!special.test(value)) return {};
  return {
    match: { type: 'RegularExpression', value: `(?i)${value.replace(/^\^/, '').replace(/\$$/, '')}.*` },
  };
}

function rewritten(rule: IngressRule, target: string): RuleMeaning | undefined {
  const { value } = rule.path;
  const captures = [...target.matchAll(/\$(\d)/g)];
  // What a path without groups captures is empty.
  if (captures.length === 0 || !value.includes('(')) {
    const path = { type: 'ReplaceFullPath', replaceFullPath: target.replaceAll(/\$\d/g, '') };
    return { ...byExpression(rule), rewrite: { path } };
  }
  const { prefix } = captured.exec(value)?.groups ?? {};
  const kept = /^(?<front>\/|\/[^$]*\/)\$(?<number>[12])$/.exec(target)?.groups;
  if (prefix === undefined || kept === undefined) return undefined;
  const groups = value.match(/\(/g)?.length ?? 0;
  if (Number(kept.number) !== groups) return undefined;
  const front = kept.front === '/' ? '/' : (kept.front ?? '').replace(/\/$/, '');
  const match = { type: 'PathPrefix', value: prefix === '' ? '/' : prefix };
  return { match, rewrite: { path: { type: 'ReplacePrefixMatch', replacePrefixMatch: front } } };
}
