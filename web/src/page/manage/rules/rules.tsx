import './rules.css';
import { useEffect, useState } from 'preact/hooks';
import { type Comparison, type Routing, type Rule, routing } from '../../../api/manage.ts';
import { loadAreas } from '../../../data/areas.ts';
import { categories, loadCategories } from '../../../data/site.ts';
import { named } from '../../../i18n/index.ts';
import { Failure } from '../../../ui/failure.tsx';
import { Pick } from '../../../ui/form.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { offerUndo } from '../../../ui/undo.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { type Fetched, useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { departmentOptions, departments, loadDepartments } from '../departments/data.ts';
import { Compared } from './compared.tsx';
import { freshRule, move, put } from './edit.ts';
import { List } from './list.tsx';
import { RuleForm } from './rule-form.tsx';
import { Try } from './try.tsx';
import { words } from './words.ts';

/** Where cases go: the rules in their order, tried and compared before they are saved. */
export function Rules() {
  const got = useFetched('routing', (signal) => routing.get(signal));
  useEffect(() => {
    void loadAreas();
    if (!departments.peek().data) void loadDepartments();
    if (!categories.peek().data) void loadCategories();
  }, []);
  if (got.error) return <Failure error={got.error} retry={got.again} />;
  if (!got.data) return <span class="skeleton" />;
  return <Editor got={got} saved={got.data} />;
}

function Editor({ got, saved }: { got: Fetched<Routing>; saved: Routing }) {
  const t = inUse(words);
  const before = saved.rules ?? [];
  const [rules, setRules] = useState<readonly Rule[]>(before);
  const [fallback, setFallback] = useState(saved.fallback);
  const [open, setOpen] = useState<number | null>(null);
  const [compared, setCompared] = useState<{ rules: readonly Rule[]; found: Comparison } | null>(null);
  const { busy, error, act } = useAct();
  const changed = rules !== before || fallback !== saved.fallback;
  const found = compared?.rules === rules ? compared.found : null;
  const set = (next: readonly Rule[]) => setRules(next);
  const moveBy = (i: number, step: -1 | 1) => {
    set(move(rules, i, step));
    if (open === i) setOpen(i + step);
  };
  const take = (next: Routing) => {
    got.put(next);
    setRules(next.rules ?? []);
    setFallback(next.fallback);
  };
  const save = async () => {
    const next = { rules: [...rules], fallback };
    const done = await act(async () => {
      const answer = await routing.save(next);
      take(answer?.rules ? answer : next);
    });
    if (!done) return;
    setOpen(null);
    offerUndo(t.saved, () => void act(async () => take((await routing.save(saved)) ?? saved)));
  };
  const remove = (i: number) => {
    const gone = rules[i] as Rule;
    setOpen(null);
    set(put(rules, i, null));
    offerUndo(t.removed(named(gone.title)), () => setRules((now) => [...now.slice(0, i), gone, ...now.slice(i)]));
  };
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <List rules={rules} open={open} edit={setOpen} move={moveBy}>
        {open !== null && rules[open] && (
          <RuleForm
            key={open}
            of={rules[open]}
            set={(next) => set(put(rules, open, next))}
            done={() => setOpen(null)}
            remove={() => remove(open)}
          />
        )}
      </List>
      <div class="toolbar">
        <button
          type="button"
          class="button"
          onClick={() => {
            set([...rules, freshRule(departmentOptions()[0]?.[0] ?? '')]);
            setOpen(rules.length);
          }}
        >
          <Icon name="plus" size={20} />
          {t.add}
        </button>
        <Pick
          label={t.fallback}
          hint={t.fallbackHint}
          value={fallback}
          set={setFallback}
          options={departmentOptions()}
        />
      </div>
      {changed && (
        <section class="block save-bar" aria-label={t.unsaved}>
          <p role="status">{t.unsaved}</p>
          {found && <Compared of={found} />}
          {error && <Failure error={error} />}
          <p class="actions">
            <button
              type="button"
              class={`button ${found ? '' : 'chief'}`}
              disabled={busy}
              onClick={() => void act(async () => setCompared({ rules, found: await routing.compare([...rules]) }))}
            >
              {busy ? t.comparing : t.compare}
            </button>
            <button
              type="button"
              class={`button ${found ? 'chief' : ''}`}
              disabled={busy || !found}
              title={found ? undefined : t.saveFirst}
              onClick={() => void save()}
            >
              {t.save}
            </button>
            <button
              type="button"
              class="button bare"
              onClick={() => {
                setOpen(null);
                setRules(before);
                setFallback(saved.fallback);
              }}
            >
              {t.restore}
            </button>
            {!found && <span class="small soft">{t.saveFirst}</span>}
          </p>
        </section>
      )}
      <Try rules={rules} />
    </div>
  );
}
