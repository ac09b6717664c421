import { useState } from 'preact/hooks';
import { certificateOf } from '../../api/office.ts';
import type { CaseFile } from '../../api/work.ts';
import { distance } from '../../format.ts';
import { text } from '../../i18n/index.ts';
import { listed } from './say.ts';
import { words } from './words.ts';

/** Where it is and why it is whose: what the certificate says, in short. */
export function Where({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const duty = c.on_duty ?? [];
  return (
    <section class="work-part" aria-labelledby="work-where">
      <h3 id="work-where">{t.where}</h3>
      <dl class="facts small">
        <div>
          <dt>{t.cell}</dt>
          <dd>
            {c.cell_name || t.nowhere}
            {c.cell && <span class="tiny soft figure"> {c.cell}</span>}
          </dd>
        </div>
        <div>
          <dt>{t.rule}</dt>
          <dd>
            {t.ruleOf(c.net, c.edition)}
            <span class="tiny soft"> {border(c)}</span>
          </dd>
        </div>
        <div>
          <dt>{t.duty}</dt>
          <dd>{duty.length > 0 ? listed(duty.map((m) => m.name)) : t.noDuty}</dd>
        </div>
        <div>
          <dt>{t.coordinates}</dt>
          <dd class="figure">
            {c.lon.toFixed(6)}, {c.lat.toFixed(6)}
          </dd>
        </div>
      </dl>
      <Certificate of={c} />
    </section>
  );
}

function border(c: CaseFile): string {
  const t = words.value;
  if (c.status === 'border') return t.onBorder;
  if (c.status === 'outside') return t.outside;
  if (c.border_m === null || c.border_m === undefined) return '';
  return (c.status === 'snapped' ? t.snapped : t.border)(distance(c.border_m, text.value));
}

/** The signed answer, on the page that checks it. */
function Certificate({ of: c }: { of: CaseFile }) {
  const t = words.value;
  const [lost, setLost] = useState(false);
  const first = c.reports?.[0];
  if (!first) return null;
  const open = async () => {
    try {
      const { token } = await certificateOf(first.id);
      setLost(false);
      window.open(`/verify#${token}`, '_blank', 'noopener');
    } catch {
      setLost(true);
    }
  };
  return (
    <>
      <button type="button" class="button small" onClick={() => void open()}>
        {t.certificate}
      </button>
      {lost && (
        <p class="fault small" role="alert">
          {text.value.problem.offline}
        </p>
      )}
    </>
  );
}
