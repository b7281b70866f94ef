/** MetricFamilies merges several pages: each name occurs once, and no series comes twice. */
export interface MetricFamilies {
  /** add takes everything on a page that is a metric; anything else is left out (a hostile page may say anything). */
  add(page: string, of: PageOrigin): void;
  text(): string;
}

/** PageOrigin says where a page comes from. */
export interface PageOrigin {
  /** The value of the label `application` that tells its series from those of the same name and labels on an earlier page. */
  readonly name?: string;
  /** Tells which names are shown; absent: all are. */
  readonly isShown?: (name: string) => boolean;
}

/** Everything that a page in Prometheus' text format has under one name. */
interface Family {
  help?: string;
  type?: string;
  readonly samples: string[];
}

const longestLine = 65_536;
const sample =
  /^([a-zA-Z_:][a-zA-Z0-9_:]*)[ \t]*(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*[ \t]*=[ \t]*"(?:[^"\\]|\\.)*"[ \t]*,?[ \t]*)*)\})?[ \t]+([-+.0-9a-zA-Z]+)(?:[ \t]+(-?[0-9]+))?[ \t]*$/;
const described = /^#[ \t]+(HELP|TYPE)[ \t]+([a-zA-Z_:][a-zA-Z0-9_:]*)(?:[ \t]+(.*))?$/;
/** The suffixes that a histogram, a summary or a counter adds to its name. */
const partOfFamily = /_(?:bucket|sum|count|total|created)$/;

export function createMetricFamilies(): MetricFamilies {
  const families = new Map<string, Family>();
  const series = new Set<string>();
  const declared = new Set<string>();

  const familyOf = (name: string): Family => {
    const found = families.get(name);
    if (found !== undefined) return found;
    const made: Family = { samples: [] };
    families.set(name, made);
    return made;
  };

  function take(line: string, { name: origin, isShown }: PageOrigin): void {
    const note = described.exec(line);
    if (note !== null) {
      const [, what, name = '', text = ''] = note;
      declared.add(name);
      if (isShown?.(name) === false) return;
      const family = familyOf(name);
      if (what === 'TYPE') family.type ??= text;
      else family.help ??= text;
      return;
    }
    const found = sample.exec(line);
    if (found === null) return;
    const [, name = '', labels = '', value = '', time] = found;
    const shorter = name.replace(partOfFamily, '');
    const familyName = !declared.has(name) && declared.has(shorter) ? shorter : name;
    if (isShown?.(familyName) === false) return;
    const own = `${name}{${labels}}`;
    const told = series.has(own) && origin !== undefined ? withLabel(labels, origin) : labels;
    const key = `${name}{${told}}`;
    if (series.has(key)) return;
    series.add(key);
    const at = time === undefined ? '' : ` ${time}`;
    familyOf(familyName).samples.push(`${name}${told === '' ? '' : `{${told}}`} ${value}${at}`);
  }

  return {
    add(page, of) {
      for (const line of page.split('\n')) if (line.length <= longestLine) take(line.trimEnd(), of);
    },
    text: () => [...families].map(([name, family]) => textOf(name, family)).join(''),
  };
}

function withLabel(labels: string, application: string): string {
  const before = labels.trim().replace(/,$/, '');
  return `${before}${before === '' ? '' : ','}application=${JSON.stringify(application)}`;
}

/** A family without samples is left out. */
function textOf(name: string, { help, type, samples }: Family): string {
  if (samples.length === 0) return '';
  return [
    ...(help === undefined ? [] : [`# HELP ${name} ${help}`]),
    ...(type === undefined ? [] : [`# TYPE ${name} ${type}`]),
    ...samples,
    '',
  ].join('\n');
}
