import { text } from '../i18n/index.ts';
import { Dialog, keysDialog, pageKeys } from './dialog.tsx';

/** The keys, as `?` shows them. */
export function Keys() {
  const t = text.value.keys;
  const rows: readonly (readonly [readonly string[], string])[] = pageKeys.value ?? [
    [['?'], t.help],
    [['/'], t.search],
    [['Esc'], t.back],
    [['←', '↑', '→', '↓'], t.pan],
    [['Alt', '←'], t.fine],
    [['+', '−'], t.zoom],
    [['W'], text.value.wall.open],
    [['M'], t.map],
    [['R'], t.report],
    [[','], text.value.settings.title],
  ];
  return (
    <Dialog open={keysDialog} title={t.title}>
      <dl class="keys">
        {rows.map(([keys, what]) => (
          <div key={what} class="keys-row">
            <dt>
              {keys.map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
