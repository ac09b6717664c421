import type { Rule } from '../../../api/manage.ts';

/** All days of the week, Monday is 1. */
export const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** A rule to begin with: any matter, anywhere, any time. */
export const freshRule = (department: string): Rule => ({
  title: { zh: '', en: '' },
  category: '',
  min_severity: 0,
  max_severity: 3,
  area: '',
  weekdays: everyDay,
  from_minute: 0,
  to_minute: 1440,
  department,
  also: [],
  to_duty: false,
  enabled: true,
});

/** The rules with the one at i moved by a step; the same list where it is at the end already. */
export function move(rules: readonly Rule[], i: number, step: -1 | 1): readonly Rule[] {
  const to = i + step;
  if (to < 0 || to >= rules.length) return rules;
  const out = [...rules];
  [out[i], out[to]] = [out[to] as Rule, out[i] as Rule];
  return out;
}

/** The rules with the one at i replaced, or taken out. */
export const put = (rules: readonly Rule[], i: number, next: Rule | null): readonly Rule[] =>
  rules.flatMap((rule, j) => (j === i ? (next ? [next] : []) : [rule]));

/** Days of the week in the words given, runs of three and more as from–to. */
export function daysIn(days: readonly number[], names: readonly string[], join: string): string {
  const sorted = [...new Set(days)].sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const day of sorted) {
    const run = runs.at(-1);
    if (run?.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined) => names[(day ?? 1) - 1] ?? '';
  return runs.flatMap((run) => (run.length > 2 ? [`${name(run[0])}–${name(run.at(-1))}`] : run.map(name))).join(join);
}

/** Whether a rule holds at any time. */
export const always = (rule: Rule) =>
  (rule.weekdays ?? []).length % 7 === 0 && rule.from_minute === 0 && rule.to_minute === 1440;
