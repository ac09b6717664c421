import { useState } from 'preact/hooks';
import { type Assignment, type CategoryRow, type Rule, routing } from '../../../api/manage.ts';
import { named, text } from '../../../i18n/index.ts';
import { clock } from '../../../time-of-day.ts';
import { AreaField } from '../../../ui/area-field.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { DateField, faultOf, Pick, TimeField } from '../../../ui/form.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { comma, inUse } from '../../../ui/words.ts';
import { MatterField } from './matter-field.tsx';
import { words } from './words.ts';

/** "Where would this go": the rules as they are being edited, on one matter. Nothing is dispatched. */
export function Try({ rules }: { rules: readonly Rule[] }) {
  const t = inUse(words);
  const [category, setCategory] = useState('');
  const [cell, setCell] = useState('');
  const [severity, setSeverity] = useState<CategoryRow['severity'] | ''>('');
  const [day, setDay] = useState('');
  const [at, setAt] = useState(() => new Date().getHours() * 60 + new Date().getMinutes());
  const [tried, setTried] = useState(false);
  const [found, setFound] = useState<Assignment | null>(null);
  const { busy, error, act } = useAct();
  const attempt = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!category || !cell) return;
    void act(async () => {
      const asked = { category, cell: cell, rules: [...rules] };
      const more = {
        ...(severity && { severity }),
        at: new Date(`${day || today()}T${clock(Math.min(at, 1439))}`).toISOString(),
      };
      setFound((await routing.attempt({ ...asked, ...more })).assignment);
    });
  };
  const severities = Object.entries(text.value.severity) as [string, string][];
  return (
    <section class="block" aria-labelledby="try">
      <h2 id="try">{t.tryTitle}</h2>
      <p class="small soft">{t.tryLead}</p>
      <form class="stack" onSubmit={attempt} noValidate>
        <div class="form-grid">
          <MatterField
            label={t.tryCategory}
            value={category}
            set={setCategory}
            fault={(tried && !category && t.needCategory) || faultOf(error, 'category')}
          />
          <AreaField
            label={t.tryCell}
            permission="rule.manage"
            value={cell}
            set={setCell}
            fault={(tried && !cell && t.needCell) || faultOf(error, 'cell')}
          />
          <Pick
            label={t.trySeverity}
            value={severity}
            set={(next) => setSeverity(next as typeof severity)}
            options={[['', t.bySeverity], ...severities]}
          />
          <DateField label={t.tryDay} hint={t.tryNow} value={day} set={setDay} />
          <TimeField label={t.tryAt} value={at} set={setAt} />
        </div>
        {error && <Failure error={error} />}
        <p>
          <button type="submit" class="button" disabled={busy}>
            {t.try}
          </button>
        </p>
      </form>
      <div role="status">{found && <Answer of={found} rules={rules} />}</div>
    </section>
  );
}

/** Today, as a field for days has it. */
function today(): string {
  const now = new Date();
  const two = (n: number) => String(n).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

function Answer({ of, rules }: { of: Assignment; rules: readonly Rule[] }) {
  const t = inUse(words);
  const rule = rules.find((r) => r.id !== undefined && r.id === of.rule);
  const also = (of.also ?? []).map((d) => named(d.title));
  return (
    <dl class="pairs once">
      <dt>{t.goesTo}</dt>
      <dd>
        <strong>{of.department ? named(of.department.title) : '—'}</strong>
      </dd>
      <dt>{t.byRule}</dt>
      <dd>
        {!rule && of.rule === null && !of.department && t.byFallback} {named(of.why)}
      </dd>
      {also.length > 0 && (
        <>
          <dt>{t.alsoTo}</dt>
          <dd>{also.join(comma())}</dd>
        </>
      )}
      {of.to_duty && (
        <>
          <dt>{t.member}</dt>
          <dd>{of.member?.name ?? t.duty}</dd>
        </>
      )}
    </dl>
  );
}
