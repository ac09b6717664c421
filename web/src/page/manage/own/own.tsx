import { type TokenRow, tokens } from '../../../api/manage.ts';
import { date } from '../../../format.ts';
import { lang } from '../../../settings.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { accountDialog } from '../../../ui/dialog.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { useAct } from '../../../ui/use-act.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { NewToken } from './new-token.tsx';
import { words } from './words.ts';

/** One's own account: the dialog of password, second factor and devices, and the tokens of one's programs. */
export function Own() {
  const t = inUse(words);
  const { data, error, again } = useFetched('tokens', (signal) => tokens.list(signal));
  return (
    <div class="stack">
      <p class="soft">{t.lead}</p>
      <p>
        <button
          type="button"
          class="button"
          onClick={() => {
            accountDialog.value = true;
          }}
        >
          {t.open}
        </button>
      </p>
      <h2>{t.tokens}</h2>
      <p class="small soft">{t.tokensWhy}</p>
      {error && <Failure error={error} retry={again} />}
      {data && (
        <div class="table-frame">
          {data.length === 0 && <p class="empty">{t.none}</p>}
          {data.length > 0 && (
            <table class="table cards">
              <thead>
                <tr>
                  <th scope="col">{t.title}</th>
                  <th scope="col">{t.permissions}</th>
                  <th scope="col">{t.created}</th>
                  <th scope="col">{t.used}</th>
                  <th scope="col">{t.ends}</th>
                  <th scope="col" class="cell-actions">
                    {t.actions}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.map((token) => (
                  <Row key={token.id} of={token} changed={again} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      )}
      <NewToken made={again} />
    </div>
  );
}

function Row({ of, changed }: { of: TokenRow; changed: () => void }) {
  const t = inUse(words);
  const { busy, error, act } = useAct();
  const day = (at: string) => date(new Date(at), lang.value);
  return (
    <tr>
      <th scope="row">{of.title}</th>
      <td data-name={t.permissions}>
        <span class="tags">
          {(of.permissions ?? []).map((p) => (
            <code key={p} class="tag">
              {p}
            </code>
          ))}
        </span>
      </td>
      <td data-name={t.created}>{day(of.created_at)}</td>
      <td data-name={t.used}>{of.used_at ? day(of.used_at) : t.never}</td>
      <td data-name={t.ends}>{of.ends_at ? day(of.ends_at) : t.noEnd}</td>
      <td class="cell-actions">
        <Confirm
          words={t.end}
          what={t.endWhat(of.title)}
          sure={t.endSure}
          disabled={busy}
          act={() => void act(() => tokens.end(of.id)).then((done) => done && changed())}
        />
        {error && <Failure error={error} />}
      </td>
    </tr>
  );
}
