import { createContext, Script } from 'node:vm';
import type { MetricProfile, NameSelector } from '#lib/merged-page.ts';

/** IsShown tells whether the metric of a name is shown. */
export type IsShown = (name: string) => boolean;

/** isShownBy is the choice that a profile makes; it is worked out once for each name. */
export function isShownBy({ base, include, exclude }: MetricProfile): IsShown {
  const budget: Budget = { left: 5 };
  const [included, excluded] = [include, exclude].map(selectors =>
    selectors.map(one => selects(one, budget)),
  );
  const known = new Map<string, boolean>();
  const ask = (name: string) => {
    if (included?.some(is => is(name)) === true) return true;
    if (excluded?.some(is => is(name)) === true) return false;
    return base === 'all' || (base === 'basic' && isBasic(name));
  };
  return name => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const now = ask(name);
    known.set(name, now);
    return now;
  };
}

/**
 * The metrics that dashboards of services are made of: request rates, errors, latencies, and how many endpoints there are.
 */
const basic =
  /^envoy_(?:cluster_(?:upstream_(?:rq|rq_xx|rq_total|rq_time|rq_active|rq_completed|rq_timeout|rq_retry|rq_pending_overflow|cx_total|cx_active|cx_connect_fail|cx_overflow)|membership_(?:total|healthy)|health_check_failure|outlier_detection_ejections_active)|http_(?:downstream_rq_(?:xx|total|time|active)|downstream_cx_(?:total|active))|listener_downstream_cx_(?:total|active)|server_(?:live|uptime|memory_allocated|total_connections|version)|control_plane_connected_state)$/;

function isBasic(name: string): boolean {
  return basic.test(name);
}

function selects({ type, match }: NameSelector, budget: Budget): IsShown {
  switch (type) {
    case 'Exact':
      return name => name === match;
    case 'Prefix':
      return name => name.startsWith(match);
    case 'Contains':
      return name => name.includes(match);
    case 'Regex':
      return matches(match, budget);
  }
}

/** ms that an expression may take for one name: some would take years, and their authors do not know. */
const patience = 100;

/** How many expressions of a profile may still take too long. */
interface Budget {
  left: number;
}

const test = new Script('expression.test(name)');

/**
 * An expression that takes too long, or is invalid, matches nothing from then on; where too many took too long, none matches.
 */
function matches(text: string, budget: Budget): IsShown {
  let expression: RegExp | undefined;
  try {
    expression = new RegExp(text, 'u');
  } catch {
    return () => false;
  }
  const context = createContext({ expression, name: '' });
  return name => {
    if (expression === undefined || budget.left === 0) return false;
    context.name = name;
    try {
      return test.runInContext(context, { timeout: patience }) === true;
    } catch {
      expression = undefined;
      budget.left -= 1;
      return false;
    }
  };
}
