import { type TokenRow, tokens } from '../../../api/manage.ts';
import { date } from '../../../format.ts';
import { lang } from '../../../settings.ts';
import { Confirm } from '../../../ui/confirm.tsx';
import { accountDialog } from '../../../ui/dialog.tsx';
import { Failure } from '../../../ui/failure.tsx';
import { Listing } from '../../../ui/listing.tsx';
import { useEdit } from '../../../ui/use-edit.ts';
import { useFetched } from '../../../ui/use-fetched.ts';
import { inUse } from '../../../ui/words.ts';
import { permissionName } from '../permissions.ts';
import { NewToken } from './new-token.tsx';
import { words } from './words.ts';

/** One's own account: the dialog of password, second factor and devices, and the tokens of one's programs. */
export function Own() {
  const t = inUse(words);
  const got = useFetched('tokens', (signal) => tokens.list(signal));
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
      <Listing
        got={got}
        columns={[t.title, t.permissions, t.created, t.used, t.ends]}
        actions={t.actions}
        none={t.none}
      >
        {(token) => <Row key={token.id} of={token} changed={got.again} />}
      </Listing>
      <NewToken made={got.again} />
    </div>
  );
}

function Row({ of, changed }: { of: TokenRow; changed: () => void }) {
  const t = inUse(words);
  const { busy, error, edit } = useEdit(changed);
  const day = (at: string) => date(new Date(at), lang.value);
  return (
    <tr>
      <th scope="row">{of.title}</th>
      <td data-name={t.permissions}>
        <span class="tags">
          {(of.permissions ?? []).map((p) => (
            <span key={p} class="tag" title={p}>
              {permissionName(p)}
            </span>
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
          act={() => void edit(() => tokens.end(of.id))}
        />
        {error && <Failure error={error} />}
      </td>
    </tr>
  );
}
