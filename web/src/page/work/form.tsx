import { useEffect, useRef, useState } from 'preact/hooks';
import type { CaseFile, Offer } from '../../api/work.ts';
import { categories, loadCategories } from '../../data/site.ts';
import { named, text } from '../../i18n/index.ts';
import { DateInput } from '../../ui/date-input.tsx';
import { Failure } from '../../ui/failure.tsx';
import { useFetched } from '../../ui/use-fetched.ts';
import { Combobox } from './combobox.tsx';
import { byRules, type Draft, dayAfter, type Field, missing, needsOf, setDraft, tellsReporter } from './draft.ts';
import { Fault, type PartProps } from './field.tsx';
import { Original } from './original.tsx';
import { listed, pair } from './say.ts';
import { assignable, departments, lastSeq, loadAssignable, routeOf, seenSeq } from './store.ts';
import { words } from './words.ts';

interface FormProps {
  of: CaseFile;
  offer: Offer;
  draft: Draft;
  submit: () => void;
}

/** What an action needs, filled in where the case is read. Ctrl+Enter submits from anywhere, Enter from a line. */
export function ActForm({ of: c, offer, draft, submit }: FormProps) {
  const t = words.value;
  const form = useRef<HTMLFormElement>(null);
  const [fault, setFault] = useState<{ need: Field; words: string } | null>(null);
  const needs = needsOf(offer);
  const task = offer.action === 'split';
  // biome-ignore lint/correctness/useExhaustiveDependencies: a form is of one action of one case for its life
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('input, textarea, select')?.focus();
    if (needsOf(offer).includes('assignee') && !assignable.peek().data) void loadAssignable(c.id);
  }, []);
  const change = (part: Partial<Draft>) => {
    setFault(null);
    setDraft(c.id, { ...draft, ...part });
  };
  const send = (event: Event) => {
    event.preventDefault();
    const found = missing(offer, draft, dayAfter(new Date(), 0));
    setFault(found);
    if (found)
      form.current?.querySelector<HTMLElement>(`[data-need="${found.need}"] :is(input, textarea, select)`)?.focus();
    else submit();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send(event);
    const typing = (event.target as HTMLElement).matches('textarea, [role="combobox"], .date-input input');
    const reason = /^[1-9]$/.test(event.key) && !typing && offer.reasons?.[Number(event.key) - 1];
    if (reason && needs.includes('reason')) {
      event.preventDefault();
      change({ reason: reason.code });
      form.current?.querySelector<HTMLElement>(`[value="${reason.code}"]`)?.focus();
    }
  };
  const wrong = (need: Field) => (fault?.need === need ? fault.words : null);
  const part = { c, draft, change, wrong };
  return (
    <form
      class="work-act work-form"
      ref={form}
      onSubmit={send}
      onKeyDown={onKey}
      noValidate
      aria-label={pair(offer.title)}
    >
      {lastSeq(c) > seenSeq.value && (
        <p class="notice warn small" role="status">
          {t.outdated}
        </p>
      )}
      {needs.includes('department') && <Department {...part} offer={offer} />}
      {needs.includes('assignee') && <Assignee {...part} />}
      {needs.includes('reason') && <Reasons {...part} offer={offer} />}
      {needs.includes('duplicate_of') && <Original {...part} />}
      {needs.includes('severity') && <SeverityField {...part} />}
      {needs.includes('category') && <CategoryField {...part} />}
      {needs.includes('until') && <Until {...part} label={task ? t.taskDue : t.untilWhen} />}
      <div data-need="note">
        <label class="label" for="work-note">
          {task ? t.taskWhat : needs.includes('note') ? t.note : t.noteOptional}
        </label>
        <textarea
          id="work-note"
          class="field work-note"
          rows={2}
          maxLength={2000}
          value={draft.note}
          aria-invalid={wrong('note') !== null}
          onInput={(event) => change({ note: event.currentTarget.value })}
        />
        <Fault words={wrong('note')} />
      </div>
      {tellsReporter(offer.action) && (
        <div>
          <label class="label" for="work-public">
            {t.publicNote}
          </label>
          <textarea
            id="work-public"
            class="field work-note"
            rows={2}
            maxLength={1000}
            value={draft.publicNote}
            onInput={(event) => change({ publicNote: event.currentTarget.value })}
          />
        </div>
      )}
      <div class="row work-act-row">
        <button type="submit" class="button chief work-chief">
          {pair(offer.title)}
          <span class="kbd" aria-hidden="true">
            Ctrl ↵
          </span>
        </button>
        <button type="button" class="button" data-cancel="" onClick={() => setDraft(c.id, null)}>
          {t.cancel}
        </button>
      </div>
    </form>
  );
}

function Department({ c, draft, change, wrong, offer }: PartProps & { offer: Offer }) {
  const t = words.value;
  const options = (departments.value.data ?? []).map((d) => ({ value: d.code, label: named(d.title) }));
  return (
    <div data-need="department">
      <label class="label" for="work-department">
        {offer.action === 'split' ? t.taskDepartment : t.department}
      </label>
      {byRules(offer) && <ByRules of={c} chosen={draft.department !== ''} />}
      <Combobox
        id="work-department"
        options={options}
        value={draft.department}
        choose={(department) => change({ department })}
        placeholder={byRules(offer) ? t.rulesChoose : t.findDepartment}
        none={t.noDepartment}
        invalid={wrong('department') !== null}
        describedBy={wrong('department') ? 'work-department-fault' : undefined}
      />
      <Fault words={wrong('department')} id="work-department-fault" />
    </div>
  );
}

/** Where the routing rules would send it, and whom they would tell: what happens where no department is named. */
function ByRules({ of: c, chosen }: { of: CaseFile; chosen: boolean }) {
  const t = words.value;
  const { data, error } = useFetched(`${c.id} ${c.version}`, (signal) => routeOf(c.id, signal));
  if (error) return <p class="small soft">{t.rulesUnknown}</p>;
  if (!data) return <p class="skeleton work-rules" aria-hidden="true" />;
  const { department, also, member, to_duty: toDuty } = data;
  if (!department) return <p class="small">{t.rulesNone}</p>;
  const to = [named(department.title), toDuty && (member?.name ?? t.onDutyThen)].filter(Boolean).join(' · ');
  const told = listed((also ?? []).map((d) => named(d.title)));
  return (
    <p class={`small work-rules${chosen ? ' soft' : ''}`}>
      {t.rulesSend(to)}
      {told && ` · ${t.also(told)}`}
      {named(data.why) && <span class="tiny soft"> {t.rulesWhy(named(data.why))}</span>}
    </p>
  );
}

function Assignee({ c, draft, change, wrong }: PartProps) {
  const t = words.value;
  const { data, error } = assignable.value;
  const people = (data ?? []).map((a) => ({ value: String(a.id), label: a.name, hint: '' }));
  const options = c.assignee ? [...people, { value: '0', label: t.nobody, hint: '' }] : people;
  return (
    <div data-need="assignee">
      <label class="label" for="work-assignee">
        {t.assignee}
      </label>
      {error && error.status !== 401 && <Failure error={error} retry={() => void loadAssignable(c.id)} />}
      <Combobox
        id="work-assignee"
        options={options}
        value={draft.assignee}
        choose={(assignee) => change({ assignee })}
        placeholder={t.findAssignee}
        none={t.noAssignee}
        invalid={wrong('assignee') !== null}
        describedBy={wrong('assignee') ? 'work-assignee-fault' : undefined}
      />
      <Fault words={wrong('assignee')} id="work-assignee-fault" />
    </div>
  );
}

function Reasons({ draft, change, wrong, offer }: PartProps & { offer: Offer }) {
  const t = words.value;
  return (
    <fieldset data-need="reason">
      <legend class="label">{t.chooseReason}</legend>
      {offer.reasons?.map((r, i) => (
        <label key={r.code} class="work-choice">
          <input
            type="radio"
            name="work-reason"
            value={r.code}
            checked={draft.reason === r.code}
            onChange={() => change({ reason: r.code })}
          />
          <span>{pair(r.title)}</span>
          {i < 9 && (
            <span class="kbd" aria-hidden="true">
              {i + 1}
            </span>
          )}
        </label>
      ))}
      <Fault words={wrong('reason')} />
    </fieldset>
  );
}

function SeverityField({ c, draft, change, wrong }: PartProps) {
  const t = words.value;
  return (
    <fieldset data-need="severity">
      <legend class="label">{t.severity}</legend>
      <div class="row work-chips">
        {(Object.keys(t.severities) as (keyof typeof t.severities)[]).map((s) => (
          <label key={s} class="work-chip">
            <input
              type="radio"
              name="work-severity"
              value={s}
              checked={(draft.severity || c.severity) === s}
              onChange={() => change({ severity: s })}
            />
            <span>{t.severities[s]}</span>
          </label>
        ))}
      </div>
      <Fault words={wrong('severity')} />
    </fieldset>
  );
}

function CategoryField({ c, draft, change }: PartProps) {
  const t = words.value;
  useEffect(() => {
    if (!categories.peek().data) void loadCategories();
  }, []);
  const options = (categories.value.data ?? []).map((k) => ({ value: k.code, label: named(k.name) }));
  return (
    <div data-need="category">
      <label class="label" for="work-category">
        {t.categoryNew}
      </label>
      <Combobox
        id="work-category"
        options={options}
        value={draft.category || c.category.code}
        choose={(category) => change({ category })}
        placeholder={t.keep}
        none={text.value.report.noCategory}
        invalid={false}
        describedBy={undefined}
      />
    </div>
  );
}

function Until({ draft, change, wrong, label }: PartProps & { label: string }) {
  const t = words.value;
  const now = new Date();
  return (
    <div data-need="until">
      <label class="label" for="work-until">
        {label}
      </label>
      <div class="row work-chips">
        <DateInput
          id="work-until"
          min={dayAfter(now, 1)}
          value={draft.until}
          invalid={wrong('until') !== null}
          set={(until) => change({ until })}
        />
        {[3, 7, 15].map((n) => (
          <button key={n} type="button" class="button small" onClick={() => change({ until: dayAfter(now, n) })}>
            {t.inDays(n)}
          </button>
        ))}
      </div>
      <Fault words={wrong('until')} />
    </div>
  );
}
