import { departments as api, type DepartmentRow } from '../../../api/manage.ts';
import { load, loaded } from '../../../data/load.ts';
import { named } from '../../../i18n/index.ts';

/** All departments, closed ones too, in their order. */
export const departments = loaded<readonly DepartmentRow[]>();

export async function loadDepartments(): Promise<void> {
  await load(departments, () => api.list(new AbortController().signal));
}

/** A department's title, or its code where it is not known. */
export function departmentName(code: string): string {
  const found = departments.value.data?.find((d) => d.code === code);
  return found ? named(found.title) : code;
}

/** The departments that can be given something, for a choice. */
export const departmentOptions = (): [string, string][] =>
  (departments.value.data ?? []).filter((d) => !d.closed).map((d) => [d.code, named(d.title)]);
